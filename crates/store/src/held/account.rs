//! The account: who somebody is here, and what signs them in.

held! {
    "member", "Your account", whose "id = $1", one by one, until "Until you erase the account.", besides "" {
        "id": Id = "A random number by which everything else here finds you.";
        "name": Text = "What you sign in with. No other member sees it.";
        "standing": Text = "Whether you are a member or a moderator.";
        "kdf": Text = "How your browser turns your words into keys. Made at random for you, and not secret.";
        "login_hash": Hash = "What your words are turned into, so that you can sign in. The words cannot be had from it, only guesses tried.";
        "recovery_hash": Hash = "The same for your recovery sheet.";
        "signed_up_at": Time = "The day you came, without the hour.";
        "keyring_pass": Sealed = "Your keys, sealed to your words, so that every browser of yours can get them.";
        "keyring_recovery": Sealed = "Your keys, sealed to your recovery sheet.";
        "sheet_note": Sealed = "Which recovery sheet is the newest, sealed to your keys.";
        "letters_stopped_at": Time = "Since when a moderator has stopped letters from you, if so.";
        "paused_until": Time = "Until when a moderator has paused you, if so.";
    }
    "session", "Where you are signed in", whose "member_id = $1", one by one,
    until "Until you sign out there, or it ends by itself.", besides "" {
        "id": Id = "A random number of this sign-in.";
        "member_id": Id = "That it is yours.";
        "side": Text = "Whether it is for the room or for the shared side.";
        "parent_id": Id = "From which sign-in of the room one of the shared side came, so that both end together.";
        "secret_hash": Hash = "What your browser's cookie is turned into, so that it is known again.";
        "half": Kept = "Half of what unlocks your keys in that browser. Alone it opens nothing.";
        "device": Text = "What kind of browser it is, so that you know it again in your list.";
        "started_at": Time = "When it began, to the hour.";
        "used_at": Time = "When it was last used, to the hour.";
        "ends_at": Time = "When it ends by itself.";
    }
    "handover", "Ways from the room to the shared side", whose
    "session_id IN (SELECT id FROM session WHERE member_id = $1)", one by one,
    until "For a minute, or until it is used.", besides "" {
        "code_hash": Hash = "What the code that your browser carries over is turned into.";
        "session_id": Id = "From which sign-in it came.";
        "ends_at": Time = "When it ends.";
    }
    "admission", "Invitations you gave", whose "member_id = $1", one by one,
    until "Until somebody uses it, you take it back, or it ends after 14 days.",
    besides "Who came with it is written nowhere. Where one asks to be let in, what somebody answered is held until a moderator has decided, and belongs to nobody's account." {
        "id": Id = "A random number of it.";
        "token_hash": Hash = "What the secret in the link is turned into.";
        "state": Text = "Whether it is asked for, given, or declined.";
        "answer": Text = "What somebody who asks answered. For an invitation there is nothing.";
        "words": Text = "What a moderator said with a no. For an invitation there is nothing.";
        "member_id": Id = "That you gave it, so that you can take it back.";
        "at": Time = "When, to the hour.";
        "ends_at": Time = "When it ends.";
    }
    "passkey", "Your passkeys", whose "member_id = $1", one by one, until "Until you take the passkey away.", besides "" {
        "id": Id = "A random number of this passkey.";
        "member_id": Id = "That it is yours.";
        "credential_id": Hash = "What your device calls it.";
        "user_handle": Hash = "Random bytes by which your device knows whom it is for.";
        "credential": Text = "Its public key and a counter, so that a touch can be checked. Not secret.";
        "name": Text = "What you called it.";
        "at": Time = "The day you added it.";
        "used_at": Time = "The day it was last used.";
        "keyring": Sealed = "Your keys, sealed to what only that passkey can make.";
    }
    "passkey_try", "Passkeys that are being added", whose "member_id = $1", one by one, until "For a few minutes.", besides "" {
        "id": Id = "A random number of this try.";
        "member_id": Id = "That it is yours.";
        "state": Text = "What your device was asked, so that its answer can be checked.";
        "ends_at": Time = "When it ends.";
    }
    "once", "What you sent lately", whose "member_id = $1", one by one, until "For seven days.", besides "" {
        "member_id": Id = "That it is yours.";
        "key": Text = "A random word of your browser, so that a form that arrives twice is done once.";
        "request_hash": Hash = "What the form was turned into, so that another one is not taken for it.";
        "outcome": Text = "What was answered the first time.";
        "at": Time = "When it came.";
        "story_id": Id = "Which story it was about, so that it goes with it.";
    }
}
