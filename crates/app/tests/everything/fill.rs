//! One row for each table, or several; each is written for both members, many times over.
//!
//! | value | what it is |
//! |---|---|
//! | `ME`, `OTHER` | the member whose row it is, and the other of the two |
//! | `ID:tag`, `THEIRS:tag` | an id of one's own, of the other's; the same tag is the same id |
//! | `USER:tag`, `THEIR_USER:tag` | the number by which a circle or a letter knows one, or the other |
//! | `USER_TEXT:tag`, `NAMES:tag`, `NAMES_THEIRS:tag` | JSON that has such a number, or such an id |
//! | `LINK:tag`, `THEIR_LINK:tag` | nine bytes of an id |
//! | `TEXT`, `BYTES`, `THEIR_BYTES` | words, and sealed bytes |
//! | `NAME`, `PEN`, `THEIR_PEN` | the name for signing in, a pen name |
//! | `FILE:tag`, `FILES:tag` | the key of a file beside the database, which is written; JSON with one |
//! | `HASH`, `PROOF` | what cannot be turned back; what the words of both are turned into |
//! | `N`, `LATER` | a number of this row alone; a time to come |
//!
//! Anything else stands as it is. `once`: one row for each of the two. What refers to something comes after it.

pub const FILLERS: &[(&str, &str)] = &[
    (
        "member",
        "once id=ME name=NAME standing='member' kdf=TEXT login_hash=PROOF recovery_hash=BYTES signed_up_at=1
         keyring_pass=BYTES keyring_recovery=BYTES sheet_note=BYTES letters_stopped_at=1 paused_until=LATER",
    ),
    (
        "session",
        "id=ID:session member_id=ME side='room' parent_id=NULL secret_hash=BYTES half=BYTES device='phone'
         started_at=1 used_at=1 ends_at=LATER",
    ),
    (
        "session",
        "id=ID:session_commons member_id=ME side='commons' parent_id=ID:session secret_hash=BYTES half=NULL
         device='phone' started_at=1 used_at=1 ends_at=LATER",
    ),
    ("handover", "code_hash=BYTES session_id=ID:session ends_at=LATER"),
    ("admission", "id=ID:admission token_hash=BYTES state='granted' answer=TEXT words=TEXT member_id=ME at=1 ends_at=LATER"),
    ("entry", "member_id=ME id=ID:entry rev=1 size=1 at=N bytes=BYTES"),
    ("media", "member_id=ME id=ID:media entry_id=ID:entry size=1 sha=BYTES at=N store_key=FILE:media"),
    ("pen", "id=ID:pen member_id=ME name=PEN name_key=PEN at=N"),
    (
        "story",
        "id=ID:story pen_id=ID:pen member_id=ME audience='community' title=TEXT state=TEXT kind=TEXT weeks=TEXT
         happened=TEXT role=TEXT path=TEXT notes=TEXT wish=TEXT answers=TEXT quoting=TEXT words=TEXT findable=FALSE
         held=TEXT shared_at=N edited_at=N stirred_at=N version=1 master_rev=1 text=TEXT removed_at=NULL
         added_notes=TEXT",
    ),
    ("story_search", "row_id=N story_id=ID:story words=TEXT"),
    ("moment", "id=ID:moment story_id=ID:story at=N text=TEXT"),
    (
        "photo",
        "id=ID:photo member_id=ME story_id=ID:story moment_id=ID:moment place=0 alt=TEXT width=1 height=1 at=N",
    ),
    (
        "answer",
        "id=ID:answer story_id=THEIRS:story parent_id=NULL pen_id=ID:pen member_id=ME text=TEXT held=TEXT at=N
         shows='waiting' by_hand=TRUE review=TRUE notes=TEXT removed_at=NULL",
    ),
    // A reply to the other's answer, in one's own story.
    (
        "answer",
        "id=ID:reply story_id=ID:story parent_id=THEIRS:answer pen_id=ID:pen member_id=ME text=TEXT held=NULL at=N",
    ),
    ("with_author", "id=ID:with story_id=THEIRS:story pen_id=ID:pen member_id=ME kind='with' at=N"),
    ("once", "member_id=ME key=TEXT request_hash=BYTES outcome=NAMES:answer at=N story_id=THEIRS:story"),
    // What one gave in one's own story, to an answer of the other's.
    ("once", "member_id=ME key=TEXT request_hash=HASH outcome=NAMES_THEIRS:answer at=N story_id=ID:story"),
    ("once", "member_id=ME key=TEXT request_hash=BYTES outcome=NAMES:pen at=N story_id=NULL"),
    (
        "decision",
        "id=ID:decision moderator_pen=THEIRS:pen story_id=ID:story answer_id=NULL what='hold' reason=TEXT at=N
         member_id=ME moderator_id=OTHER until=LATER appealed_at=N",
    ),
    (
        "decision",
        "id=ID:decision_answer moderator_pen=THEIRS:pen story_id=NULL answer_id=ID:answer what='hold' reason=TEXT at=N
         member_id=ME moderator_id=OTHER until=NULL appealed_at=NULL",
    ),
    ("keep_away", "pen_id=ID:pen other_pen=THEIRS:pen other_member=OTHER how='block' at=N"),
    ("mute", "member_id=ME pen_id=THEIRS:pen at=N"),
    ("hidden_word", "member_id=ME word=TEXT at=N"),
    ("first_reader", "pen_id=ID:pen reader_pen=THEIRS:pen reader_member=OTHER asked_at=N accepted_at=N"),
    ("matter", "id=ID:matter story_id=ID:story answer_id=NULL at=N claimed_by=OTHER claimed_until=LATER decided_at=NULL"),
    (
        "matter",
        "id=ID:matter_answer story_id=THEIRS:story answer_id=ID:answer at=N claimed_by=NULL claimed_until=NULL
         decided_at=N",
    ),
    ("raised", "id=ID:raised matter_id=THEIRS:matter why='report' by_member=ME words=TEXT notes=TEXT at=N"),
    ("raised", "id=ID:raised_of matter_id=ID:matter why='phrase' by_member=NULL words=TEXT notes=TEXT at=N"),
    ("not_for", "matter_id=THEIRS:matter member_id=ME"),
    // What a moderator decided stays decided; its line has numbers that are of nobody then.
    ("audit", "n=N at=N moderator=USER:moderator what='remove' thing=USER:decided reason_hash=HASH hash=HASH"),
    ("moderator_rest", "once member_id=ME quiet_from=22 quiet_to=7 ahead=60 most=20"),
    // Files of something that was erased just before.
    ("job", "id=ID:job kind='drop-files' payload=FILES:dropped due_at=0 tries=0 claimed_until=NULL"),
    ("page", "id=ID:page member_id=ME rev=1 size=1 ends_at=LATER at=N bytes=BYTES"),
    ("page_gone", "id_hash=HASH member_id=ME"),
    // One keeps each of one's circles, and is in each of the other's.
    ("circle", "id=ID:circle keeper=USER:kept lines=2 head=TEXT epoch=1 changed_at=1"),
    ("circle_line", "circle_id=ID:circle seq=0 line=USER_TEXT:kept"),
    ("circle_line", "circle_id=THEIRS:circle seq=1 line=USER_TEXT:joined"),
    (
        "circle_member",
        "circle_id=ID:circle user_id=USER:kept member_id=ME sig=TEXT since=1 has_left=0 grant_file=BYTES renewal=TEXT",
    ),
    (
        "circle_member",
        "circle_id=THEIRS:circle user_id=USER:joined member_id=ME sig=TEXT since=1 has_left=0 grant_file=BYTES
         renewal=TEXT",
    ),
    ("circle_gone", "circle_id=ID:circle user_id=HASH"),
    ("circle_invite", "id=LINK:invite circle_id=ID:circle uses_left=1 ends_at=LATER"),
    (
        "circle_request",
        "id=ID:request circle_id=THEIRS:circle invite_id=THEIR_LINK:invite member_id=ME p=TEXT name_file=BYTES mac=TEXT
         at=1",
    ),
    (
        "circle_entry",
        "circle_id=THEIRS:circle id=ID:circle_entry user_id=USER:joined member_id=ME rev=1 epoch=1 size=1 at=N
         first_user=THEIR_USER:kept bytes=BYTES for_user=THEIR_USER:kept",
    ),
    (
        "circle_entry",
        "circle_id=ID:circle id=ID:circle_entry user_id=USER:kept member_id=ME rev=1 epoch=1 size=1 at=N
         first_user=THEIR_USER:joined bytes=BYTES for_user=THEIR_USER:joined",
    ),
    (
        "circle_media",
        "circle_id=THEIRS:circle id=ID:circle_media entry_id=ID:circle_entry member_id=ME size=1 sha=BYTES at=N
         store_key=FILE:circle_media",
    ),
    (
        "circle_media",
        "circle_id=ID:circle id=ID:circle_media entry_id=ID:circle_entry member_id=ME size=1 sha=BYTES at=N
         store_key=FILE:own_circle_media",
    ),
    (
        "passkey",
        "id=ID:passkey member_id=ME credential_id=BYTES user_handle=BYTES credential=TEXT name=TEXT at=1 used_at=1
         keyring=BYTES",
    ),
    ("passkey_try", "id=ID:try member_id=ME state=TEXT ends_at=LATER"),
    ("rotation", "once member_id=ME at=1 id=BYTES"),
    ("staged_entry", "member_id=ME id=ID:entry size=1 bytes=BYTES"),
    ("staged_media", "member_id=ME id=ID:media entry_id=ID:entry size=1 sha=BYTES store_key=FILE:staged"),
    ("staged_page", "member_id=ME id=ID:page size=1 bytes=BYTES"),
    ("address", "user_id=USER:address member_id=ME pen_id=ID:pen line=TEXT open=1"),
    // Both have theirs.
    (
        "letter",
        "id=HASH from_user=USER:address to_user=THEIR_USER:address from_member=ME to_member=OTHER at=N mine=BYTES
         theirs=THEIR_BYTES size=1 was_read=0 from_pen=ID:pen",
    ),
    // The other has erased theirs.
    (
        "letter",
        "id=ID:letter from_user=USER:address to_user=THEIR_USER:address from_member=ME to_member=OTHER at=N mine=BYTES
         theirs=NULL size=1 was_read=0 from_pen=ID:pen",
    ),
    ("correspondent", "of_user=USER:address with_user=THEIR_USER:address member_id=ME state='taken' at=1"),
    ("letter_block", "of_user=USER:address with_user=THEIR_USER:address member_id=ME blocked_id=OTHER"),
    (
        "letter_report",
        "id=ID:report letter_id=HASH sender_id=OTHER opened=TEXT why=TEXT pen_name=THEIR_PEN at=1 decided_at=NULL
         reporter_id=ME",
    ),
];
