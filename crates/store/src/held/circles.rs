//! Circles: who is in one can be told, as numbers without names. What is said there cannot.

held! {
    "circle", "Circles you are in", whose "id IN (SELECT circle_id FROM circle_member WHERE member_id = $1)", one by one,
    until "Until whoever keeps it ends it.", besides "" {
        "id": Id = "A random number of a browser's.";
        "keeper": Id = "Who keeps it, as a number made from their keys in this circle alone.";
        "lines": Number = "How many lines its log has.";
        "head": Text = "A check of the newest line.";
        "epoch": Number = "How often its keys were made new.";
        "changed_at": Time = "When something last changed in it.";
    }
    "circle_line", "The logs of circles you are in", whose
    "circle_id IN (SELECT circle_id FROM circle_member WHERE member_id = $1)", only counted,
    until "As long as the circle. It cannot be changed, so your number stays in it when you leave, without a name.", besides "" {
        "circle_id": Id = "Of which circle.";
        "seq": Number = "Which line it is.";
        "line": Text = "Who was taken in or out, by numbers and public keys, signed so that nobody here can change it.";
    }
    "circle_member", "That you are in a circle", whose "member_id = $1", one by one,
    until "Until you have left and whoever keeps the circle has been there since.", besides "" {
        "circle_id": Id = "Which circle.";
        "user_id": Id = "Whom the circle knows you as: a number made from your keys there.";
        "member_id": Id = "That it is you.";
        "sig": Text = "The public key with which you sign there.";
        "since": Time = "Since when, to the hour.";
        "has_left": Number = "Whether you have left.";
        "grant_file": Sealed = "The circle's keys, sealed to you.";
        "renewal": Text = "Your public keys for the time after a change of keys, signed with the old ones.";
    }
    "circle_gone", "Who has left a circle with their account", whose
    "circle_id IN (SELECT circle_id FROM circle_member WHERE member_id = $1)", only counted,
    until "Until whoever keeps the circle has been there.", besides "" {
        "circle_id": Id = "Which circle.";
        "user_id": Id = "A number in its log that is of nobody any more.";
    }
    "circle_invite", "Links into circles you are in", whose
    "circle_id IN (SELECT circle_id FROM circle_member WHERE member_id = $1)", only counted,
    until "Until thirty days after the link has ended.", besides "" {
        "id": Id = "A random number that the link has. What else the link has never comes here.";
        "circle_id": Id = "Into which circle.";
        "uses_left": Number = "How many more can ask with it.";
        "ends_at": Time = "When it ends.";
    }
    "circle_request", "Circles you asked to join", whose "member_id = $1", one by one,
    until "Until whoever keeps the circle says yes or no.", besides "" {
        "id": Id = "A random number of what you asked.";
        "circle_id": Id = "Which circle.";
        "invite_id": Id = "With which link.";
        "member_id": Id = "That it is you.";
        "p": Text = "Your public keys for that circle.";
        "name_file": Sealed = "How you would be called there, sealed to whoever keeps it.";
        "mac": Text = "What shows that you had the link.";
        "at": Time = "When, to the hour.";
    }
    "circle_entry", "What you put into circles", whose "member_id = $1", only counted,
    until "Until you erase it, or the circle is ended.", besides "" {
        "circle_id": Id = "Into which circle.";
        "id": Id = "A random number of your browser's.";
        "user_id": Id = "Whom the circle knows you as.";
        "member_id": Id = "That it is yours, so that it counts as your room.";
        "rev": Number = "How often it was changed.";
        "epoch": Number = "For which of the circle's keys it is sealed.";
        "size": Number = "Its length, rounded up.";
        "at": Time = "When it was last changed.";
        "first_user": Id = "Who sees it first, if you asked for that, as a number.";
        "bytes": Sealed = "A story or an answer, sealed to the circle. Which of the two, and to what, cannot be told.";
        "for_user": Id = "For whom you told it, if so, as a number, so that they can take it back.";
    }
    "circle_media", "Photos you put into circles", whose "member_id = $1", only counted,
    until "Until you erase it, or the circle is ended.", besides "" {
        "circle_id": Id = "Into which circle.";
        "id": Id = "A random number of your browser's.";
        "entry_id": Id = "With which entry it goes.";
        "member_id": Id = "That it is yours, so that it counts as your room.";
        "size": Number = "Its length, rounded up.";
        "sha": Hash = "A check that the sealed file is whole.";
        "at": Time = "When it came.";
        "store_key": Text = "The name of the sealed file beside the database. Random.";
    }
}
