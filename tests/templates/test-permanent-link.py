#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: The Convoke developers

"""Permanent link page: one room, a page that leads to it, and a new room when the link is old."""

import html.parser

import recipe
import services


class Page(html.parser.HTMLParser):
    """What a browser would do with it."""

    def __init__(self, text):
        super().__init__()
        self.links = []
        self.refresh = None
        self.open = []
        self.tags = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.tags.append(tag)
        if tag == "a":
            self.links.append(values["href"])
        if values.get("http-equiv") == "refresh":
            self.refresh = values["content"].split("url=", 1)[1]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


class PermanentLink(services.ServiceCase):
    template = "permanent-link.convoke"

    def check_page(self, url):
        page = Page(self.read("meeting.html"))
        self.assertEqual(page.open, [])
        self.assertEqual((page.links, page.refresh), ([url], url))
        return page

    def test_as_shipped(self):
        path = self.copy()
        for _ in range(3):
            outputs = self.get_outputs(path, "--sandbox")
            self.check_page(outputs["Link"][0]["join_url"])

    def list_rooms(self):
        """What is left in the account."""
        made, gone = self.list_meetings(), self.list_deleted()
        return [room for room in made if room not in gone]

    def list_deleted(self):
        return [one["meeting_id"] for one in self.sandbox.control.list("effects")
                if one["method"] == "DELETE"]

    def test_three_runs(self):
        """One room, whose page is made again when somebody has lost it."""
        self.begin()
        path = self.copy()
        [first] = self.get_outputs(path)["Link"]
        self.check_page(first["join_url"])
        self.write("meeting.html", "broken")
        for _ in range(2):
            outputs = self.get_outputs(path)
            self.assertEqual(outputs["Link"], [first])
            self.assertEqual(outputs["Deleted rooms"], [])
            self.check_page(first["join_url"])
        self.assertEqual(len(self.list_rooms()), 1)
        [body] = self.list_sent("POST")
        self.assertEqual(body["type"], 3)

    def test_old_link(self):
        """The old room goes when the page leads to the new one, and no other room goes."""
        chat = self.connect_chat()
        self.begin()
        path = self.copy()
        self.unmute(path, "chat")
        [first] = self.get_outputs(path)["Link"]
        [old] = self.list_rooms()
        self.make_room("Open door", "A room of somebody else")
        self.make_room("Other door", "Permanent link page")

        def renew(document):
            document["nodes"]["room"]["settings"]["fields"]["renew_after_days"] = 0
        self.change(path, renew)
        self.run_recipe(path, status=3)
        self.assertEqual(self.list_deleted(), [], "it is asked first")
        outputs = self.answer("approve")
        self.assertEqual([room["id"] for room in outputs["Deleted rooms"]], [old])
        self.assertEqual(self.list_deleted(), [old])
        self.assertEqual(len(self.list_rooms()), 3)
        [second] = outputs["Link"]
        self.assertTrue(second["join_url"] != first["join_url"])
        self.check_page(second["join_url"])
        self.assertEqual([request.body["text"] for request in chat.requests],
                         [f"New link to “Open door”: {link['join_url']}" for link in (first, second)])

    def make_room(self, topic, agenda):
        path = self.write("other.convoke", recipe.json.dumps({
            "convoke": 1, "name": "Other", "slots": {"zoom": {"connector": "zoom"}},
            "nodes": {"make": {"type": "zoom.create-meeting", "slot": "zoom", "settings": {
                "topic": topic, "agenda": agenda, "type": 3}}}, "links": []}))
        self.assertEqual(self.call("run", path).returncode, 0)

    def test_page_of_a_hostile_topic(self):
        path = self.copy()

        def rename(document):
            document["nodes"]["room"]["settings"]["fields"]["topic"] = "</title><script>x()</script>\"&"
        self.change(path, rename)
        [link] = self.get_outputs(path, "--sandbox")["Link"]
        page = self.check_page(link["join_url"])
        self.assertNotIn("script", page.tags)
        self.assertIn("title", page.tags)


if __name__ == "__main__":
    recipe.main()
