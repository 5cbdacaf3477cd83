// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include <glib-object.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * CvkValue:
 *
 * One JSON value that never changes once made. References are counted atomically, so a value may be
 * read from any thread. Arrays and objects hold references to their children: building a changed
 * copy shares everything that stayed the same.
 *
 * Integers are exact 64-bit; a number with a fraction or an exponent is a finite double. Strings
 * are valid UTF-8 and may hold U+0000, which only a data file can bring in: the doors that must
 * not see it (pipeline, token reply, service reply) refuse it while reading, see cvk-json.h.
 */
typedef struct _CvkValue CvkValue;

#define CVK_TYPE_VALUE (cvk_value_get_type ())
GType cvk_value_get_type (void);

typedef enum
{
  CVK_VALUE_NULL,
  CVK_VALUE_BOOLEAN,
  CVK_VALUE_INTEGER,
  CVK_VALUE_DOUBLE,
  CVK_VALUE_STRING,
  CVK_VALUE_ARRAY,
  CVK_VALUE_OBJECT,
} CvkValueKind;

CvkValue *cvk_value_ref (const CvkValue *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_value_unref (CvkValue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkValue, cvk_value_unref)

/* All constructors return (transfer full). */
CvkValue *cvk_value_new_null (void) G_GNUC_WARN_UNUSED_RESULT;
CvkValue *cvk_value_new_boolean (gboolean value) G_GNUC_WARN_UNUSED_RESULT;
CvkValue *cvk_value_new_integer (int64_t value) G_GNUC_WARN_UNUSED_RESULT;
/* @value must be finite. */
CvkValue *cvk_value_new_double (double value) G_GNUC_WARN_UNUSED_RESULT;
/* @text must be valid UTF-8; %NULL makes a null value. */
CvkValue *cvk_value_new_string (const char *text) G_GNUC_WARN_UNUSED_RESULT;
CvkValue *cvk_value_new_string_length (const char *text, size_t length) G_GNUC_WARN_UNUSED_RESULT;
CvkValue *cvk_value_take_string (char *text) G_GNUC_WARN_UNUSED_RESULT;
/* Takes each of the @count references in @values (not the C array itself). */
CvkValue *cvk_value_new_array (CvkValue *const *values, size_t count) G_GNUC_WARN_UNUSED_RESULT;
/* A flat object for tables and tests: pairs of name and (transfer full) value, ended by NULL. */
CvkValue *cvk_value_new_object (const char *first_name, ...)
  G_GNUC_NULL_TERMINATED G_GNUC_WARN_UNUSED_RESULT;

CvkValueKind cvk_value_get_kind (const CvkValue *self);
/* The JSON Schema word: "null", "boolean", "integer", "number", "string", "array", "object". */
const char *cvk_value_kind_name (CvkValueKind kind);

#define cvk_value_is_null(v) (cvk_value_get_kind (v) == CVK_VALUE_NULL)
#define cvk_value_is_boolean(v) (cvk_value_get_kind (v) == CVK_VALUE_BOOLEAN)
#define cvk_value_is_integer(v) (cvk_value_get_kind (v) == CVK_VALUE_INTEGER)
#define cvk_value_is_double(v) (cvk_value_get_kind (v) == CVK_VALUE_DOUBLE)
#define cvk_value_is_string(v) (cvk_value_get_kind (v) == CVK_VALUE_STRING)
#define cvk_value_is_array(v) (cvk_value_get_kind (v) == CVK_VALUE_ARRAY)
#define cvk_value_is_object(v) (cvk_value_get_kind (v) == CVK_VALUE_OBJECT)
#define cvk_value_is_number(v) (cvk_value_is_integer (v) || cvk_value_is_double (v))

gboolean cvk_value_get_boolean (const CvkValue *self);
int64_t cvk_value_get_integer (const CvkValue *self);
/* Of an integer or a double. */
double cvk_value_get_double (const CvkValue *self);
/* (transfer none), zero-terminated; of a string only. */
const char *cvk_value_get_string (const CvkValue *self);
size_t cvk_value_get_string_length (const CvkValue *self);

/* Elements of an array, members of an object. */
size_t cvk_value_get_length (const CvkValue *self);
/* (transfer none) (nullable): NULL past the end. */
CvkValue *cvk_value_get_element (const CvkValue *self, size_t index);
/* (transfer none) (nullable): NULL when absent, and for anything that is no object, %NULL
 * included. */
CvkValue *cvk_value_get_member (const CvkValue *self, const char *name);
/* The member at @index in the order of the text; @name and @value are borrowed. */
void cvk_value_get_member_at (const CvkValue *self,
                              size_t index,
                              const char **name,
                              CvkValue **value);

/* Readers for descriptions: the member when it has that type, else @fallback; of anything that is
 * no object, %NULL included, @fallback. */
const char *cvk_value_lookup_string (const CvkValue *self, const char *name, const char *fallback);
int64_t cvk_value_lookup_integer (const CvkValue *self, const char *name, int64_t fallback);
gboolean cvk_value_lookup_boolean (const CvkValue *self, const char *name, gboolean fallback);

/* Same kind and content; the order of an object's members does not matter; 1 and 1.0 are equal. */
gboolean cvk_value_equal (const CvkValue *a, const CvkValue *b);
/* Consistent with cvk_value_equal(). */
unsigned cvk_value_hash (const CvkValue *self);

/**
 * CvkArrayBuilder and CvkObjectBuilder:
 *
 * On the stack, set to zero by the _init functions; _end hands out the value and leaves the builder
 * empty, _clear drops what was collected. Appended values are (transfer full).
 */
typedef struct
{
  GPtrArray *values;
} CvkArrayBuilder;

void cvk_array_builder_init (CvkArrayBuilder *self);
void cvk_array_builder_append (CvkArrayBuilder *self, CvkValue *value);
CvkValue *cvk_array_builder_end (CvkArrayBuilder *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_array_builder_clear (CvkArrayBuilder *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkArrayBuilder, cvk_array_builder_clear)

typedef struct
{
  GArray *members;
  uint32_t *slots; /* an index of the names, once there are many */
  uint32_t slot_count;
} CvkObjectBuilder;

void cvk_object_builder_init (CvkObjectBuilder *self);
/* Starts with all members of @object (nullable). */
void cvk_object_builder_init_from (CvkObjectBuilder *self, const CvkValue *object);
/* Replaces a member of the same name in its place, else appends. */
void cvk_object_builder_set (CvkObjectBuilder *self, const char *name, CvkValue *value);
void cvk_object_builder_set_length (CvkObjectBuilder *self,
                                    const char *name,
                                    size_t name_length,
                                    CvkValue *value);
/* For makers that know that @name is new; skips the look-up. */
void cvk_object_builder_append (CvkObjectBuilder *self, const char *name, CvkValue *value);
/* As above; takes a reference to @key, which saves copying names (rows of a table share them). */
void cvk_object_builder_append_key (CvkObjectBuilder *self, GRefString *key, CvkValue *value);
void cvk_object_builder_remove (CvkObjectBuilder *self, const char *name);
CvkValue *cvk_object_builder_end (CvkObjectBuilder *self) G_GNUC_WARN_UNUSED_RESULT;
void cvk_object_builder_clear (CvkObjectBuilder *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CvkObjectBuilder, cvk_object_builder_clear)

G_END_DECLS
