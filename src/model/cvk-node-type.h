// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#pragma once

#include "base/cvk-value.h"

G_BEGIN_DECLS

/**
 * CvkNodeType:
 *
 * The description of a node type: what the form, the palette, the checks, the command line's help
 * and the documentation are made from. How it runs is the engine's part
 * (engine/cvk-node-operations.h).
 *
 * Settings and outputs are described by JSON Schema (draft 2020-12, the keywords that
 * model/cvk-schema.h lists) with hints in "x-…" members. Descriptions live as long as the program.
 */
typedef enum
{
  CVK_NODE_MODE_EACH, /* once per item */
  CVK_NODE_MODE_ALL,  /* once with the whole list */
} CvkNodeMode;

typedef enum
{
  CVK_NODE_EFFECT_PURE,   /* deterministic: recomputed on resume */
  CVK_NODE_EFFECT_READ,   /* reads the world: its output is journalled */
  CVK_NODE_EFFECT_CHANGE, /* changes the world: runs through the effect protocol */
} CvkNodeEffect;

typedef struct _CvkNodeType CvkNodeType;

struct _CvkNodeType
{
  const char *id;            /* "csv.read" */
  const char *title;         /* untranslated, N_() */
  const char *help;          /* untranslated, a sentence or two, N_() */
  const char *icon;          /* symbolic icon name */
  const char *group;         /* palette group, untranslated, N_() */
  const char *connector;     /* nullable: the connector whose connection its slot takes */
  gboolean is_slot_optional; /* it also works without a connection */

  CvkNodeMode mode;
  /* Nullable: the mode follows the settings (script). */
  CvkNodeMode (*get_mode) (const CvkNodeType *self, const CvkValue *settings);
  CvkNodeEffect effect; /* the strongest that it can have */
  /* Nullable: the effect follows the settings, as far as they hold no expressions (http.request).
   */
  CvkNodeEffect (*get_effect) (const CvkNodeType *self, const CvkValue *settings);

  gboolean is_source;     /* has no input port */
  gboolean is_trigger;    /* makes an active pipeline run; puts out what happened */
  gboolean is_incomplete; /* a node that waits for a choice (zoom): cannot run */

  /* (transfer full) names of the ports for these settings, NULL-terminated. NULL functions mean
   * {"in"} (none for a source) and {"out"}; "failed" is added for every type that can fail and is
   * not part of these lists. */
  GStrv (*list_inputs) (const CvkNodeType *self, const CvkValue *settings);
  GStrv (*list_outputs) (const CvkNodeType *self, const CvkValue *settings);

  /* JSON texts, parsed once by cvk_node_type_get_settings_schema() and its sibling. @output_schema
   * describes what the node adds or puts out; nullable. */
  const char *settings_schema_text;
  const char *output_schema_text;
  CvkValue *settings_schema;
  CvkValue *output_schema;

  /* The output holds the fields of the input item too; without an output schema, nothing else. */
  gboolean keeps_input;

  /* More than a schema can say; adds CvkProblem to @problems. Nullable. */
  void (*check) (const CvkNodeType *self, const CvkValue *settings, GPtrArray *problems);

  const void *data; /* for makers of types, such as connectors */
};

/* (transfer none); always an object schema. */
CvkValue *cvk_node_type_get_settings_schema (const CvkNodeType *self);
/* (transfer none) (nullable) */
CvkValue *cvk_node_type_get_output_schema (const CvkNodeType *self);
GStrv cvk_node_type_list_inputs (const CvkNodeType *self, const CvkValue *settings)
  G_GNUC_WARN_UNUSED_RESULT;
GStrv cvk_node_type_list_outputs (const CvkNodeType *self, const CvkValue *settings)
  G_GNUC_WARN_UNUSED_RESULT;
CvkNodeMode cvk_node_type_get_mode (const CvkNodeType *self, const CvkValue *settings);
/* @settings: as the file has them. */
CvkNodeEffect cvk_node_type_get_effect (const CvkNodeType *self, const CvkValue *settings);

/**
 * CvkNodeTypes:
 *
 * The set of types a process knows: built-in ones and those that connectors bring. Filled at start,
 * then read-only. The registry does not own the types.
 */
typedef struct _CvkNodeTypes CvkNodeTypes;

CvkNodeTypes *cvk_node_types_new (void) G_GNUC_WARN_UNUSED_RESULT;
void cvk_node_types_free (CvkNodeTypes *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CvkNodeTypes, cvk_node_types_free)
void cvk_node_types_add (CvkNodeTypes *self, const CvkNodeType *type);
/* Connections of @connector also serve where @family is asked for. */
void cvk_node_types_add_family (CvkNodeTypes *self, const char *connector, const char *family);
/* Whether a connection of @connector is one that @wanted asks for: that connector, or its family.
 */
gboolean cvk_node_types_fits (const CvkNodeTypes *self, const char *connector, const char *wanted);
/* (nullable) */
const CvkNodeType *cvk_node_types_lookup (const CvkNodeTypes *self, const char *id);
/* (transfer container) (element-type CvkNodeType), in order of addition. */
GPtrArray *cvk_node_types_list (const CvkNodeTypes *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
