// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-connect"

#include "config.h"

#include "connect/cvk-secret-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "connect/cvk-secret-item.h"

/* Writers that do not know our lock can come in between, but not for ever. */
#define MAX_ATTEMPTS 3

/* Which writing of the file it is: each replaces it by another. */
typedef struct
{
  dev_t device;
  ino_t inode;
  off_t size;
  struct timespec changed;
} Identity;

struct _CvkSecretFile
{
  char *path;
  Identity known; /* all zero: nothing has been read */
};

static gboolean
is_sandboxed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_getenv ("SNAP_NAME") != NULL;
}

gboolean
cvk_secret_file_is_wanted (void)
{
  return is_sandboxed () || g_strcmp0 (g_getenv ("SECRET_BACKEND"), "file") == 0;
}

gboolean
cvk_secret_file_needs_portal (void)
{
  return is_sandboxed ();
}

CvkSecretFile *
cvk_secret_file_new (void)
{
  CvkSecretFile *self = g_new0 (CvkSecretFile, 1);
  const char *path = g_getenv ("SECRET_FILE_TEST_PATH");

  /* As libsecret has it. */
  self->path = path != NULL && *path != '\0'
                 ? g_strdup (path)
                 : g_build_filename (g_get_user_data_dir (), "keyrings",
                                     SECRET_COLLECTION_DEFAULT ".keyring", NULL);
  return self;
}

void
cvk_secret_file_free (CvkSecretFile *self)
{
  g_free (self->path);
  g_free (self);
}

static Identity
identify (CvkSecretFile *self)
{
  Identity identity = { 0 };
  struct stat information;

  if (stat (self->path, &information) != 0)
    return identity;
  identity.device = information.st_dev;
  identity.inode = information.st_ino;
  identity.size = information.st_size;
  identity.changed = information.st_mtim;
  return identity;
}

static gboolean
is_same (const Identity *a, const Identity *b)
{
  return a->device == b->device && a->inode == b->inode && a->size == b->size &&
         a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

/* -1 when there is no place for a lock; then writing fails too, and says why. */
static int
lock (CvkSecretFile *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *name = g_strconcat (self->path, ".lock", NULL);
  int fd = -1;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    fd = open (name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  while (fd >= 0 && flock (fd, LOCK_EX) != 0 && errno == EINTR)
    continue;
  return fd;
}

static int
begin (CvkSecretFile *self)
{
  int fd = lock (self);
  Identity identity = identify (self);

  /* Reading it again needs the key again, which the portal may have to ask for: not for nothing. */
  if (!is_same (&identity, &self->known))
    secret_service_disconnect ();
  return fd;
}

static void
end (CvkSecretFile *self, int fd)
{
  self->known = identify (self);
  if (fd >= 0)
    close (fd);
}

/* Whether to try once more; clears *@error then. */
static gboolean
is_overtaken (GError **error, unsigned attempt)
{
  if (!g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG) || attempt >= MAX_ATTEMPTS)
    return FALSE;
  g_clear_error (error);
  secret_service_disconnect ();
  return TRUE;
}

SecretValue *
cvk_secret_file_load (CvkSecretFile *self, const char *connection, GError **error)
{
  g_autoptr (GHashTable) attributes = cvk_secret_item_make_attributes (connection);
  int fd = begin (self);
  SecretValue *value =
    secret_password_lookupv_binary_sync (cvk_secret_item_get_schema (), attributes, NULL, error);

  end (self, fd);
  return value;
}

gboolean
cvk_secret_file_save (CvkSecretFile *self,
                      const char *connection,
                      const char *label,
                      SecretValue *value,
                      GError **error)
{
  g_autoptr (GHashTable) attributes = cvk_secret_item_make_attributes (connection);
  g_autoptr (GError) cause = NULL;
  int fd = begin (self);
  unsigned attempt = 1;

  while (!secret_password_storev_binary_sync (cvk_secret_item_get_schema (), attributes,
                                              SECRET_COLLECTION_DEFAULT, label, value, NULL,
                                              &cause) &&
         is_overtaken (&cause, attempt))
    attempt++;
  end (self, fd);
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}

gboolean
cvk_secret_file_remove (CvkSecretFile *self, const char *connection, GError **error)
{
  g_autoptr (GHashTable) attributes = cvk_secret_item_make_attributes (connection);
  g_autoptr (GError) cause = NULL;
  int fd = begin (self);
  unsigned attempt = 1;

  while (!secret_password_clearv_sync (cvk_secret_item_get_schema (), attributes, NULL, &cause) &&
         cause != NULL && is_overtaken (&cause, attempt))
    attempt++;
  end (self, fd);
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&cause));
  return FALSE;
}
