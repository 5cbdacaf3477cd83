#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Spreadsheets: what openpyxl writes is read, what is written openpyxl reads, and files that were
made to do harm end in a sentence."""

import json
import os
import subprocess
import unittest
import zipfile

from convoke import Case, pipeline

# Debian's packages are seen by its own interpreter only.
PYTHON = "/usr/bin/python3"

WORKBOOK = ('<workbook xmlns:r="r"><workbookPr{}/><sheets><sheet name="A" r:id="i"/></sheets>'
            '</workbook>')
RELATIONS = '<Relationships><Relationship Id="i" Target="worksheets/sheet1.xml"/></Relationships>'
STYLES = ('<styleSheet><numFmts><numFmt numFmtId="170" formatCode="d/m/yy"/>'
          '<numFmt numFmtId="171" formatCode="[Red]0.00 &quot;days&quot;"/>'
          '<numFmt numFmtId="172" formatCode="[h]:mm"/></numFmts><cellXfs><xf numFmtId="0"/>'
          '<xf numFmtId="170"/><xf numFmtId="22"/><xf numFmtId="171"/><xf numFmtId="172"/>'
          '</cellXfs></styleSheet>')

MAKE = """
import datetime, openpyxl, sys
book = openpyxl.Workbook()
sheet = book.active
sheet.title = "Plan"
sheet.append(["Name", "When", "Day", "Count", "Share", "Ok", "Time"])
sheet.append(["Änn", datetime.datetime(2026, 3, 3, 14, 5), datetime.date(1900, 1, 31), 12345678901,
              1.5, True, datetime.time(9, 30)])
sheet.append([None] * 7)
sheet.append(["=1+1", None, datetime.date(2026, 12, 31), -7, 0.25, False, None])
sheet.merge_cells("A4:B4")
book.create_sheet("Other")["B3"] = "only"
book.save(sys.argv[1])
"""

LOOK = """
import json, openpyxl, sys
sheet = openpyxl.load_workbook(sys.argv[1]).active
print(json.dumps([sheet.title, [[str(cell.value) for cell in row] for row in sheet.rows],
                  [cell.data_type for cell in sheet[2]], sheet.freeze_panes]))
"""


def reading(**settings):
    return pipeline({"read": {"type": "spreadsheet.read", "settings": {"file": "in.xlsx", **settings}},
                     "out": {"type": "output", "settings": {"name": "Rows"}}},
                    ["read.out -> out.in"])


def writing(**settings):
    return pipeline({"read": {"type": "json.read", "settings": {"file": "in.json"}},
                     "write": {"type": "spreadsheet.write",
                               "settings": {"file": "out.xlsx", **settings}}},
                    ["read.out -> write.in"])


class Spreadsheets(Case):
    def use_openpyxl(self, script, name):
        return subprocess.run([PYTHON, "-c", script, os.path.join(self.folder, name)], check=True,
                              capture_output=True, text=True).stdout

    def make(self, sheet, strings=None, workbook=WORKBOOK.format("")):
        """A file of our own; parts are texts, or lists of them."""
        with zipfile.ZipFile(os.path.join(self.folder, "in.xlsx"), "w",
                             zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", workbook)
            archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
            archive.writestr("xl/styles.xml", STYLES)
            parts = {"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": strings or []}
            for name, pieces in parts.items():
                with archive.open(name, "w") as part:
                    for piece in pieces:
                        part.write(piece.encode())

    def read(self, status=0, **settings):
        return self.call_json("run", self.write("r.convoke", reading(**settings)), status=status)

    def read_rows(self, *rows, **options):
        self.make(["<worksheet><sheetData>", *rows, "</sheetData></worksheet>"], **options)
        return self.read(header=False)["outputs"]["Rows"]

    def assert_refused(self):
        result = self.read(status=1)
        [failure] = result["failures"]
        self.assertEqual(failure["code"], "file-content")
        self.assertTrue(failure["message"].startswith("in.xlsx: "), failure)
        self.assertEqual(result["outputs"].get("Rows", []), [])

    def test_openpyxl_writes(self):
        self.use_openpyxl(MAKE, "in.xlsx")
        self.assertEqual(self.read()["outputs"]["Rows"], [
            {"Name": "Änn", "When": "2026-03-03T14:05:00", "Day": "1900-01-31",
             "Count": 12345678901, "Share": 1.5, "Ok": True, "Time": "09:30:00"},
            {"Name": None, "When": None, "Day": "2026-12-31", "Count": -7, "Share": 0.25,
             "Ok": False, "Time": None}])
        self.assertEqual(self.read(sheet="Other", header=False)["outputs"]["Rows"],
                         [{"column2": "only"}])
        [failure] = self.read(sheet="None", status=1)["failures"]
        self.assertIn("“Plan”, “Other”", failure["message"])

    def test_openpyxl_reads(self):
        items = [{"a": "=1+1", "n": 7, "when": "2026-03-03T14:00:00+01:00[Europe/Berlin]",
                  "day": "2026-03-04", "yes": True, "id": 12345678901234567, "list": [1]}]
        self.write("in.json", json.dumps(items))
        path = self.write("w.convoke", writing(sheet="Plan"))
        for _ in range(2):
            self.call_json("run", path)
            title, rows, types, frozen = json.loads(self.use_openpyxl(LOOK, "out.xlsx"))
            self.assertEqual((title, frozen), ("Plan", "A2"))
            self.assertEqual(rows[0], list(items[0]))
            self.assertEqual(rows[1], ["=1+1", "7", "2026-03-03 14:00:00", "2026-03-04 00:00:00",
                                       "True", "12345678901234567", "[1]"])
            self.assertEqual(types, ["s", "n", "d", "d", "b", "s", "s"])
        self.write("in.json", json.dumps([{"a": "x" * 40000}]))
        [failure] = self.call_json("run", path, status=1)["failures"]
        self.assertIn("32,767", failure["message"])
        self.assertEqual(json.loads(self.use_openpyxl(LOOK, "out.xlsx"))[0], "Plan")
        self.call_json("run", self.write("w.convoke", writing(sheet="a/b")), status=1)

    def test_dates(self):
        cells = "<row><c s='{}'><v>{}</v></c></row>"
        # ECMA-376 part 1, 18.17.4.1: 1900 and 1904, and the day that never was.
        for style, serial, expected, later in (
                (1, 1, "1900-01-01", "1904-01-02"), (1, 59, "1900-02-28", "1904-02-29"),
                (1, 61, "1900-03-01", "1904-03-02"), (2, 46084.5, "2026-03-03T12:00:00",
                                                      "2030-03-04T12:00:00"),
                (3, 2.5, 2.5, 2.5), (4, 1.5, "36:00:00", "36:00:00"), (1, -1, -1, -1)):
            row = cells.format(style, serial)
            self.assertEqual(self.read_rows(row), [{"column1": expected}])
            self.assertEqual(self.read_rows(row, workbook=WORKBOOK.format(" date1904='1'")),
                             [{"column1": later}])

    def test_cells(self):
        strings = ["<sst><si><t>one</t></si><si><r><t>ri</t></r><r><t>ch</t></r>"
                   "<rPh><t>spoken</t></rPh></si></sst>"]
        for cell, expected in (
                ("<c t='s'><v>0</v></c>", "one"), ("<c t='s'><v>1</v></c>", "rich"),
                ("<c t='inlineStr'><is><t>in</t></is></c>", "in"),
                ("<c t='str'><f>A1</f><v>kept</v></c>", "kept"), ("<c t='b'><v>1</v></c>", True),
                ("<c><v>1e3</v></c>", 1000), ("<c><v>word</v></c>", "word"),
                ("<c><v>1e999</v></c>", "1e999"), ("<c t='d'><v>2026-03-03</v></c>", "2026-03-03"),
                ("<c t='s'><v>99</v></c>", None), ("<c s='99999'><v>5</v></c>", 5)):
            self.assertEqual(self.read_rows(f"<row>{cell}</row>", strings=strings),
                             [{"column1": expected}], cell)

    def test_hostile(self):
        self.write("in.xlsx", b"no archive at all")
        self.assert_refused()
        self.make(["<!DOCTYPE x [<!ENTITY a 'aa'>]><worksheet><sheetData><row><c t='str'><v>&a;"
                   "</v></c></row></sheetData></worksheet>"])
        self.assert_refused()
        self.make(["<worksheet>"] + ["<a>"] * 5000)
        self.assert_refused()
        self.make(["<worksheet><sheetData><row><c><v>1</v></c></row>"])
        self.assert_refused()
        self.make(["<worksheet><sheetData>"] + [" " * 1000000] * 600 +
                  ["</sheetData></worksheet>"])
        self.assert_refused()
        self.make(["<worksheet><sheetData>"] + ["<row><c t='s'><v>0</v></c></row>"] * 100 +
                  ["</sheetData></worksheet>"], ["<sst><si><t>", "x" * 1000000, "</t></si></sst>"])
        self.assert_refused()

    def test_wide(self):
        cells = "<c><v>1</v></c>" * 20000
        [row] = self.read_rows(f"<row>{cells}</row>")
        self.assertEqual(len(row), 16384)


if __name__ == "__main__":
    unittest.main()
