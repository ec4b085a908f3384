//! What the place itself needs. Nothing in it is of one member.

held! {
    "job", "Work that is waiting", whose "0 = (SELECT count(*) FROM member WHERE id = $1)", only counted,
    until "Until it is done, which is a matter of seconds, or at night.",
    besides "After you erase something, the random names of its files stand here until the files are gone." {
        "id": Id = "A random number of it.";
        "kind": Text = "What is to be done.";
        "payload": Text = "With which files, by their random names. Nobody's name.";
        "due_at": Time = "From when on.";
        "tries": Number = "How often it was tried.";
        "claimed_until": Time = "Until when somebody is at it.";
    }
    "server_key", "This server's own keys", whose "0 = (SELECT count(*) FROM member WHERE id = $1)", only counted,
    until "As long as the place.", besides "" {
        "name": Text = "What it is for.";
        "key": Kept = "Random bytes, so that asking for a name never tells whether it exists.";
    }
}
