//! What is open: it can be read here, since others read it.

held! {
    "pen", "Your pen names", whose "member_id = $1", one by one, until "Until you erase the pen name.", besides "" {
        "id": Id = "A random number of this pen name.";
        "member_id": Id = "That it is yours. No member and no moderator sees this; whoever runs the place can.";
        "name": Text = "The name that others see.";
        "name_key": Text = "The same in a form in which letters that look alike are one, so that nobody takes a name like it.";
        "at": Time = "When you made it, so that nobody makes a great many in a day.";
    }
    "story", "Stories you let go", whose "member_id = $1", one by one, until "Until you take the story back.", besides "" {
        "id": Id = "A random number that its address has.";
        "pen_id": Id = "Under which pen name it is.";
        "member_id": Id = "That it is yours.";
        "audience": Text = "Who can read it: the community, or everyone.";
        "title": Text = "Its title.";
        "state": Text = "Where things stand, if you said so.";
        "kind": Text = "What it is about, if you said so.";
        "weeks": Text = "How many weeks, if you said so.";
        "happened": Text = "How long ago it was, if you said so.";
        "role": Text = "Who you are in it, if you said so.";
        "path": Text = "What else is part of it, if you said so.";
        "notes": Text = "Notes that you put before it, so that others can choose.";
        "wish": Text = "What you wish for from those who read it.";
        "answers": Text = "Who may answer, and when it shows.";
        "quoting": Text = "Whether you wish it to be quoted.";
        "words": Text = "What you asked for in words of your own.";
        "findable": Number = "Whether search engines may list it.";
        "held": Text = "Why a moderator holds it from being shown, if so.";
        "shared_at": Time = "When you let it go.";
        "edited_at": Time = "When you last changed it.";
        "stirred_at": Time = "When it was last answered, so that lists can be in that order.";
        "version": Number = "How often what others see of it has changed, so that old pages are not shown.";
        "master_rev": Number = "Which version of your sealed story it was made from.";
        "text": Text = "The story.";
        "removed_at": Time = "When a moderator removed it, if so; it is erased thirty days later.";
        "added_notes": Text = "Notes that a moderator put before it.";
    }
    "moment", "Moments in stories you let go", whose "story_id IN (SELECT id FROM story WHERE member_id = $1)", one by one,
    until "Until you take the moment out, or the story back.", besides "" {
        "id": Id = "A random number of this moment.";
        "story_id": Id = "In which story it is.";
        "at": Time = "When it was.";
        "text": Text = "What it says.";
    }
    "photo", "Photos you let go", whose "member_id = $1", one by one,
    until "Until you take the photo out, or the story back; a day for one that was never placed.", besides "" {
        "id": Id = "A random number, which its file has too. Place, time and camera were taken out of the file.";
        "member_id": Id = "That it is yours.";
        "story_id": Id = "In which story it is.";
        "moment_id": Id = "In which moment.";
        "place": Number = "Where it stands there.";
        "alt": Text = "What you wrote for those who do not see it.";
        "width": Number = "How wide it is.";
        "height": Number = "How high it is.";
        "at": Time = "When it came.";
    }
    "answer", "Your answers", whose "member_id = $1", one by one,
    until "Until you take the answer back, or its story is taken back.", besides "" {
        "id": Id = "A random number of this answer.";
        "story_id": Id = "To which story.";
        "parent_id": Id = "To which answer, if it is a reply.";
        "pen_id": Id = "Under which pen name.";
        "member_id": Id = "That it is yours.";
        "text": Text = "What it says.";
        "held": Text = "Why a moderator holds it from being shown, if so.";
        "at": Time = "When you gave it.";
        "shows": Text = "Whether its author lets it show, has not looked yet, or set it aside.";
        "by_hand": Number = "Whether somebody let it show by hand, so that it stays when others begin to wait.";
        "review": Number = "Whether it waits for a moderator.";
        "notes": Text = "Notes that a moderator put before it.";
        "removed_at": Time = "When a moderator removed it, if so; it is erased thirty days later.";
    }
    "with_author", "Whom you stand with", whose "member_id = $1", one by one,
    until "Until you take it back, or the story is taken back.", besides "" {
        "id": Id = "A random number of it.";
        "story_id": Id = "With the author of which story.";
        "pen_id": Id = "Under which pen name.";
        "member_id": Id = "That it is yours.";
        "kind": Text = "What you said: that you are with them, or that it happened to you too.";
        "at": Time = "When you said it.";
    }
    "decision", "What moderators decided about what you let go, or about you", whose "member_id = $1",
    one by one, until "As long as what it is about.", besides "" {
        "id": Id = "A random number of this decision.";
        "moderator_pen": Kept = "Under which pen name the moderator decided, where that is kept.";
        "story_id": Id = "About which story.";
        "answer_id": Id = "About which answer.";
        "what": Text = "What was decided.";
        "reason": Text = "The reason, as you can read it too.";
        "at": Time = "When.";
        "member_id": Id = "That it is about something of yours.";
        "moderator_id": Kept = "Who decided, so that an appeal goes to somebody else. You are not told.";
        "until": Time = "Until when a pause lasts, if it is one.";
        "appealed_at": Time = "When you asked that another moderator looks.";
    }
    "story_search", "Words that your stories are found by", whose "story_id IN (SELECT id FROM story WHERE member_id = $1)",
    only counted, until "As long as the story. The index that is made of it goes with it.", besides "" {
        "row_id": Number = "Where the story stands in the order of the list.";
        "story_id": Id = "Which story.";
        "words": Text = "Every word of the story once, so that search finds it.";
    }
}
