//! Letters: between which addresses, and when, can be told. What they say cannot, unless somebody reported one.

held! {
    "address", "Where letters to you go", whose "member_id = $1", one by one,
    until "Until you erase the pen name it belongs to, or the account.", besides "" {
        "user_id": Id = "A number made from the keys of this address.";
        "member_id": Id = "That it is yours.";
        "pen_id": Id = "Which pen name takes letters there; none for the one in circles.";
        "line": Text = "Its public keys, signed, so that letters can be sealed to you.";
        "open": Number = "Whether somebody new may write.";
    }
    "letter", "Your letters", whose
    "(from_member = $1 AND mine IS NOT NULL) OR (to_member = $1 AND theirs IS NOT NULL)", only counted,
    until "Your side until you erase it. The other side is the other's to erase.",
    besides "Of a letter whose side of yours you have erased, it is still held that you wrote it or got it, for as long as the other has theirs." {
        "id": Id = "A random number of a browser's.";
        "from_user": Id = "From which address, as a number.";
        "to_user": Id = "To which address, as a number.";
        "from_member": Id = "Who wrote it, so that it is in their list and counts as their room. The other is never told.";
        "to_member": Id = "Who got it, so that it is in their list. The other is never told.";
        "at": Time = "When.";
        "mine": Sealed = "The letter, sealed to whoever wrote it.";
        "theirs": Sealed = "The letter, sealed to whoever it is for.";
        "size": Number = "How long both are.";
        "was_read": Number = "Whether the page with it was opened, so that new letters are shown as new. The other does not see it.";
        "from_pen": Id = "Under which pen name it was written.";
    }
    "correspondent", "How you stand to those you write with", whose "member_id = $1", one by one,
    until "Until you erase the pen name or the account.",
    besides "The same is held of others about you, and only they see it." {
        "of_user": Id = "Your address, as a number.";
        "with_user": Id = "The other address, as a number.";
        "member_id": Id = "That it is yours.";
        "state": Text = "Whether they asked, you write to each other, or you declined.";
        "at": Time = "Since when.";
    }
    "letter_block", "From whom you take no letters", whose "member_id = $1", one by one,
    until "Until you take it back, or one of you erases their account.",
    besides "If others take no letters from you, that is held too, and only they see it." {
        "of_user": Id = "From which address you said so, as a number.";
        "with_user": Id = "Of which address, as a number.";
        "member_id": Id = "That it is you who said so.";
        "blocked_id": Kept = "Who is behind that address, so that another pen name is no way round. You are not told.";
    }
    "letter_report", "Letters you reported", whose "reporter_id = $1", one by one,
    until "What it says until a moderator has decided; that it was decided, until its writer erases their account.",
    besides "If a letter of yours was reported, that letter is held opened until a moderator has decided, and only moderators see it." {
        "id": Id = "A random number of this report.";
        "letter_id": Id = "Which letter.";
        "sender_id": Kept = "Who wrote the letter, so that a moderator can stop their letters. Neither you nor the moderator is told.";
        "opened": Text = "The letter, as you handed it over.";
        "why": Text = "What you said about it.";
        "pen_name": Text = "Under which pen name it was written.";
        "at": Time = "When you reported it.";
        "decided_at": Time = "When a moderator decided.";
        "reporter_id": Id = "That it was you, until it is decided, so that nobody reports without end.";
    }
}
