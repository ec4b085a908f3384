//! What is sealed: that it is there can be told, and how long it is. What it says cannot.

held! {
    "entry", "What you keep sealed", whose "member_id = $1", only counted, until "Until you erase it.", besides "" {
        "member_id": Id = "That it is yours.";
        "id": Id = "A random number of your browser's.";
        "rev": Number = "How often it was changed, so that two browsers do not overwrite each other.";
        "size": Number = "Its length, which is rounded up so that it tells little.";
        "at": Time = "When it was last changed.";
        "bytes": Sealed = "A story, a draft or a note to yourself, sealed on your device.";
    }
    "media", "Photos you keep sealed", whose "member_id = $1", only counted, until "Until you erase the photo or its story.", besides "" {
        "member_id": Id = "That it is yours.";
        "id": Id = "A random number of your browser's.";
        "entry_id": Id = "With which sealed story it goes, so that it is erased with it.";
        "size": Number = "Its length, rounded up.";
        "sha": Hash = "A check that the sealed file is whole.";
        "at": Time = "When it came.";
        "store_key": Text = "The name of the sealed file beside the database. Random.";
    }
    "page", "Your pages for them", whose "member_id = $1", one by one, until "Until you take the page away, or it ends.", besides "" {
        "id": Id = "A random number that its link has.";
        "member_id": Id = "That it is yours.";
        "rev": Number = "How often it was changed.";
        "size": Number = "Its length, rounded up.";
        "ends_at": Time = "When it ends, if you said so.";
        "at": Time = "When it was last changed, to the hour. Nothing is kept of who reads it.";
        "bytes": Sealed = "The page. What opens it is in the link, which never comes here.";
    }
    "page_gone", "Pages of yours that have ended", whose "member_id = $1", only counted,
    until "That a number was used is kept for good; that it was yours, until you erase the account.", besides "" {
        "id_hash": Hash = "What the page's number was turned into, so that an old link never opens a page of somebody else.";
        "member_id": Id = "That it was yours, so that you alone can open it again.";
    }
    "rotation", "A change of keys under way", whose "member_id = $1", one by one, until "Until it is done, or for a few days.", besides "" {
        "member_id": Id = "That it is yours.";
        "at": Time = "When you began it.";
        "id": Hash = "What your browser shows so that it can go on.";
    }
    "staged_entry", "What is sealed anew for a change of keys", whose "member_id = $1", only counted,
    until "Until the change of keys is done or given up.", besides "" {
        "member_id": Id = "That it is yours.";
        "id": Id = "In whose place it goes.";
        "size": Number = "Its length, rounded up.";
        "bytes": Sealed = "What it will be.";
    }
    "staged_media", "Photos that are sealed anew", whose "member_id = $1", only counted,
    until "Until the change of keys is done or given up.", besides "" {
        "member_id": Id = "That it is yours.";
        "id": Id = "In whose place it goes.";
        "entry_id": Id = "With which sealed story it goes.";
        "size": Number = "Its length, rounded up.";
        "sha": Hash = "A check that the sealed file is whole.";
        "store_key": Text = "The name of the sealed file beside the database. Random.";
    }
    "staged_page", "Pages for them that are sealed anew", whose "member_id = $1", only counted,
    until "Until the change of keys is done or given up.", besides "" {
        "member_id": Id = "That it is yours.";
        "id": Id = "In whose place it goes.";
        "size": Number = "Its length, rounded up.";
        "bytes": Sealed = "What it will be.";
    }
}
