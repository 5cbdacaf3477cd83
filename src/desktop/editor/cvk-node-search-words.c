// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Convoke developers

#define G_LOG_DOMAIN "cvk-desktop"

#include "config.h"

#include "desktop/editor/cvk-node-search-words.h"

#include <glib/gi18n-lib.h>

/* Translators: these are words that people may type to find a node, separated by spaces. They need
 * not be the same words: use what somebody would look for in your language. */
static const struct
{
  const char *type;
  const char *words;
} words[] = {
  { "aggregate", N_ ("group collect sum count average total list summary") },
  { "ai.ask", N_ ("llm gpt chatgpt claude ollama prompt language model chat question") },
  { "ai.classify", N_ ("llm language model sort label category route decide intent") },
  { "ai.extract", N_ ("llm language model fields parse structured json schema") },
  { "ai.summarise", N_ ("llm language model summary summarize shorten minutes digest") },
  { "approval", N_ ("ask confirm review human person decide yes no") },
  { "calendar.invite", N_ ("ics invitation guests attendees mail meeting request cancel") },
  { "calendar.read", N_ ("ics event events agenda appointment schedule import open load") },
  { "calendar.write", N_ ("ics event appointment add create change move cancel export save") },
  { "clipboard", N_ ("copy paste text link share put") },
  { "condition", N_ ("if else branch route decide") },
  { "csv.read", N_ ("spreadsheet table import open load rows") },
  { "csv.write", N_ ("spreadsheet table export save store rows") },
  { "date", N_ ("time calendar day hour timezone format parse shift add convert") },
  { "deduplicate", N_ ("unique distinct duplicates double repeat") },
  { "file.list", N_ ("folder directory files names size changed") },
  { "file.read", N_ ("text transcript notes import open load") },
  { "file.write", N_ ("text page html export save store") },
  { "filter", N_ ("where keep remove only if select") },
  { "for-each", N_ ("loop iterate repeat every sub-pipeline item map") },
  { "http.request", N_ ("rest api web service url call fetch get post put webhook curl") },
  { "input", N_ ("start begin form ask parameters fields trigger manual") },
  { "json.read", N_ ("import open load data file") },
  { "json.write", N_ ("export save store data file") },
  { "limit", N_ ("first top take skip few maximum") },
  { "mail.send", N_ ("email message smtp post write letter invitation ics") },
  { "merge", N_ ("join combine union append together") },
  { "notify", N_ ("notification desktop message remind alert popup show join") },
  { "open", N_ ("browser link url page join launch web") },
  { "output", N_ ("result end return show finish") },
  { "pipeline", N_ ("sub-pipeline subflow call execute reuse nested") },
  { "remember", N_ ("seen before once new only duplicates history state") },
  { "script", N_ ("javascript code function program custom expression") },
  { "set", N_ ("edit fields assign map change rename variable column") },
  { "sort", N_ ("order arrange ascending descending") },
  { "split", N_ ("loop each expand list separate array") },
  { "spreadsheet.read", N_ ("excel xlsx calc table import open load rows") },
  { "spreadsheet.write", N_ ("excel xlsx calc table export save store rows") },
  { "stop", N_ ("error fail abort end cancel") },
  { "switch", N_ ("case branch route value range choose path") },
  { "table.delete", N_ ("data database rows remove forget") },
  { "table.read", N_ ("data database rows find look up lookup query") },
  { "table.write", N_ ("data database rows add insert update keep store") },
  { "text", N_ ("template compose message write string") },
  { "trigger.calendar",
    N_ ("ics event appointment reminder before starts appears changes cancelled") },
  { "wait", N_ ("delay pause sleep later until hold timer") },
  { "zoom", N_ ("meeting video call conference webinar") },
  { "zoom.create-meeting", N_ ("schedule new add book plan video call") },
  { "zoom.delete-meeting", N_ ("cancel remove video call") },
  { "zoom.get-meeting", N_ ("read details retrieve fetch look up video call") },
  { "zoom.get-user", N_ ("account me profile email") },
  { "zoom.list-meetings", N_ ("upcoming all read report agenda video calls") },
  { "zoom.update-meeting", N_ ("change move reschedule modify edit video call") },
};

const char *
cvk_node_search_get_words (const char *type)
{
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].type, type))
      return _ (words[i].words);
  return "";
}
