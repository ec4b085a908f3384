//! Who may answer one, and what moderators look at.

held! {
    "keep_away", "Whom you keep away", whose "pen_id IN (SELECT id FROM pen WHERE member_id = $1)", one by one,
    until "Until you take it back, or one of the two pen names is erased.",
    besides "If others keep you away, that is held too, and only they see it." {
        "pen_id": Id = "From the stories under which of your pen names.";
        "other_pen": Id = "Which pen name is kept away.";
        "other_member": Kept = "Who is behind it, so that another pen name is no way round. You are not told.";
        "how": Text = "Whether what they say shows to them alone, or they cannot answer.";
        "at": Time = "When you said so.";
    }
    "mute", "Whom you do not want to read", whose "member_id = $1", one by one,
    until "Until you take it back, or the pen name is erased.",
    besides "If others do not want to read you, that is held too, and only they see it." {
        "member_id": Id = "That it is yours.";
        "pen_id": Id = "Which pen name.";
        "at": Time = "When you said so.";
    }
    "hidden_word", "Words you do not want to read", whose "member_id = $1", one by one, until "Until you take it out.", besides "" {
        "member_id": Id = "That it is yours.";
        "word": Text = "The word. It can be read here, since answers are compared with it here.";
        "at": Time = "When you put it there.";
    }
    "first_reader", "Who reads answers to you first", whose "pen_id IN (SELECT id FROM pen WHERE member_id = $1)", one by one,
    until "Until one of you ends it, or erases the pen name.",
    besides "For whom you read first is held with them." {
        "pen_id": Id = "To the stories under which of your pen names.";
        "reader_pen": Id = "Which pen name reads first.";
        "reader_member": Kept = "Who is behind it, so that they find it in their list. You are not told.";
        "asked_at": Time = "When you asked.";
        "accepted_at": Time = "When they said yes.";
    }
    "matter", "What of yours moderators look at", whose
    "story_id IN (SELECT id FROM story WHERE member_id = $1) OR answer_id IN (SELECT id FROM answer WHERE member_id = $1)",
    only counted, until "As long as the story or the answer that it is about.", besides "" {
        "id": Id = "A random number of it.";
        "story_id": Id = "In which story.";
        "answer_id": Id = "Which answer, if it is one.";
        "at": Time = "Since when it waits.";
        "claimed_by": Kept = "Which moderator looks at it.";
        "claimed_until": Time = "Until when nobody else does.";
        "decided_at": Time = "When it was decided.";
    }
    "raised", "What you told moderators", whose "by_member = $1", one by one,
    until "As long as the story or the answer that it is about.",
    besides "If others told moderators about what you let go, their words are held too, and only moderators read them." {
        "id": Id = "A random number of it.";
        "matter_id": Id = "About what.";
        "why": Text = "Whether it is a report, or asks that another moderator looks.";
        "by_member": Id = "That it was you, so that nobody reports without end. Moderators are not told.";
        "words": Text = "What you said.";
        "notes": Text = "Which notes you said are missing.";
        "at": Time = "When.";
    }
    "not_for", "What you may not decide as a moderator", whose "member_id = $1", one by one,
    until "As long as the story or the answer that it is about.", besides "" {
        "matter_id": Id = "About what.";
        "member_id": Id = "That it is you.";
    }
    "moderator_rest", "When you are handed nothing as a moderator", whose "member_id = $1", one by one,
    until "Until you choose otherwise, or erase your account.", besides "" {
        "member_id": Id = "That it is you who chose.";
        "quiet_from": Number = "From which hour.";
        "quiet_to": Number = "To which hour.";
        "ahead": Number = "How many minutes your clock is ahead of universal time, so that the hours are yours.";
        "most": Number = "How many things a day you said are enough.";
    }
    "audit", "What you decided as a moderator", whose "moderator = $1", one by one,
    until "As long as the place: nothing in it can be changed, and that is what it is for. After you erase your account the number in it is of nobody.",
    besides "What was decided about you is in it as well, by random numbers that lead nowhere once you erase what they stand for." {
        "n": Number = "Which line it is.";
        "at": Time = "When.";
        "moderator": Id = "That it was you.";
        "what": Text = "What was decided.";
        "thing": Id = "About which story or answer.";
        "reason_hash": Hash = "What the reason was turned into, so that it cannot be written anew.";
        "hash": Hash = "What this line and all before it were turned into.";
    }
}
