//! Erasing a pen name or a whole account: what hangs on it and does not go by itself.

use alongside_domain::{
    Millis,
    id::{AnswerId, CircleId, Id, MemberId, PageId, PenId, PhotoId, StoryId, UserId},
    name::PenName,
    story::{KeepAway, Pen},
};

use crate::{StoreError, Tx, decode, once};

sql! {
    FILES = "
        SELECT store_key FROM media WHERE member_id = $1
        UNION ALL SELECT store_key FROM circle_media WHERE member_id = $1
        UNION ALL SELECT store_key FROM staged_media WHERE member_id = $1";
    PHOTOS = "SELECT id FROM photo WHERE member_id = $1";
    PHOTOS_OF_PEN = "SELECT f.id FROM photo f JOIN story s ON s.id = f.story_id WHERE s.pen_id = $1";
    STORIES = "SELECT id FROM story WHERE member_id = $1";
    STORIES_OF_PEN = "SELECT id FROM story WHERE pen_id = $1";
    ANSWERED = "
        SELECT DISTINCT a.story_id FROM answer a JOIN story s ON s.id = a.story_id
        WHERE a.member_id = $1 AND s.member_id <> $1";
    ANSWERED_BY_PEN = "
        SELECT DISTINCT a.story_id FROM answer a JOIN story s ON s.id = a.story_id
        WHERE a.pen_id = $1 AND s.pen_id <> $1";
    // Those that some outcome may still name: of whoever gave them, or of whoever replied.
    REMEMBERED = "
        SELECT a.id, a.story_id FROM answer a
        WHERE a.member_id = $1 AND EXISTS (SELECT 1 FROM once o WHERE o.story_id = a.story_id)";
    REMEMBERED_OF_PEN = "
        SELECT a.id, a.story_id FROM answer a
        WHERE a.pen_id = $1 AND EXISTS (SELECT 1 FROM once o WHERE o.story_id = a.story_id)";
    FORGET = "DELETE FROM once WHERE member_id = $1 AND replace(outcome, $2, '') <> outcome";
    // An address may have had other keys before; letters still name those.
    USERS = "
        SELECT user_id FROM address WHERE member_id = $1
        UNION SELECT from_user FROM letter WHERE from_member = $1
        UNION SELECT to_user FROM letter WHERE to_member = $1";
    USERS_OF_PEN = "
        SELECT user_id FROM address WHERE member_id = $1 AND pen_id = $2
        UNION SELECT from_user FROM letter WHERE from_member = $1 AND from_pen = $2";
    SENT = "
        UPDATE letter SET mine = NULL, size = size - length(mine)
        WHERE from_member = $1 AND from_user = $2 AND mine IS NOT NULL";
    RECEIVED = "
        UPDATE letter SET theirs = NULL, size = size - length(theirs)
        WHERE to_member = $1 AND to_user = $2 AND theirs IS NOT NULL";
    NOBODYS = "
        DELETE FROM letter
        WHERE (from_member = $1 OR to_member = $1) AND at < $2 AND mine IS NULL AND theirs IS NULL";
    STANDS = "DELETE FROM correspondent WHERE of_user = $1 OR with_user = $1";
    BLOCKS = "DELETE FROM letter_block WHERE of_user = $1 AND member_id = $2";
    REPORTS_BY = "DELETE FROM letter_report WHERE reporter_id = $1";
    REPORTS_OF_PEN = "UPDATE letter_report SET pen_name = NULL WHERE sender_id = $1 AND pen_name = $2";
    // A block holds against whoever is behind the name; what was for the name alone goes with it.
    RESTRICTED = "DELETE FROM keep_away WHERE other_pen = $1 AND how <> $2";
    PEN = "DELETE FROM pen WHERE id = $1";
    CIRCLES = "
        SELECT m.circle_id, m.user_id, CASE WHEN c.keeper = m.user_id THEN 1 ELSE 0 END, (
            SELECT count(*) FROM circle_member o
            WHERE o.circle_id = m.circle_id AND o.has_left = 0 AND o.member_id <> $1)
        FROM circle_member m JOIN circle c ON c.id = m.circle_id WHERE m.member_id = $1";
    GONE_FROM = "INSERT INTO circle_gone (circle_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    FOR_NOBODY = "UPDATE circle_entry SET for_user = NULL WHERE circle_id = $1 AND for_user = $2";
    PAGES = "SELECT id FROM page WHERE member_id = $1";
    UNDER_PENS = "
        SELECT p.id, p.name, (SELECT count(*) FROM story s WHERE s.pen_id = p.id),
               (SELECT count(*) FROM answer a WHERE a.pen_id = p.id),
               (SELECT count(*) FROM with_author w WHERE w.pen_id = p.id)
        FROM pen p WHERE p.member_id = $1 ORDER BY p.at, p.id";
    COUNTS = "
        SELECT (SELECT count(*) FROM entry WHERE member_id = $1),
               (SELECT count(*) FROM media WHERE member_id = $1),
               (SELECT count(*) FROM page WHERE member_id = $1),
               (SELECT count(*) FROM letter
                WHERE (from_member = $1 AND mine IS NOT NULL) OR (to_member = $1 AND theirs IS NOT NULL)),
               (SELECT count(*) FROM circle_entry WHERE member_id = $1)";
    // Both at once: PostgreSQL looks again at every key of a row that is changed twice, and by then what was decided
    // about may be gone.
    DECIDED = "
        UPDATE decision SET moderator_id = NULL, moderator_pen = NULL
        WHERE moderator_id = $1 OR moderator_pen IN (SELECT id FROM pen WHERE member_id = $1)";
    MEMBER = "DELETE FROM member WHERE id = $1";
}

const fn bytes<T>(id: &Id<T>) -> &[u8] {
    id.as_bytes().as_slice()
}

fn ids<T>(rows: Vec<(Vec<u8>,)>) -> Result<Vec<Id<T>>, StoreError> {
    rows.into_iter().map(|(id,)| decode::id(&id, "id")).collect()
}

/// What is erased.
#[derive(Clone, Copy, Debug)]
pub enum Whose {
    /// Everything of a member.
    Account(MemberId),
    /// What a member did under one pen name.
    Pen(MemberId, PenId),
}

impl Whose {
    const fn member(&self) -> &MemberId {
        match self {
            Self::Account(member) | Self::Pen(member, _) => member,
        }
    }

    /// One of two texts, and the id it asks for.
    fn pick(&self, account: &'static str, pen: &'static str) -> (&'static str, &[u8]) {
        match self {
            Self::Account(member) => (account, bytes(member)),
            Self::Pen(_, id) => (pen, bytes(id)),
        }
    }
}

/// What lies beside the database, and what is kept in memory.
#[derive(Clone, Debug, Default)]
pub struct Around {
    /// Keys of sealed files.
    pub files: Vec<String>,
    /// Open photos.
    pub photos: Vec<PhotoId>,
    /// Stories that go.
    pub stories: Vec<StoryId>,
    /// Stories of others that lose an answer.
    pub answered: Vec<StoryId>,
}

/// What has to be told to others than the database. Four queries.
///
/// # Errors
/// Any [`StoreError`].
pub async fn around(tx: &mut Tx<'_>, whose: Whose) -> Result<Around, StoreError> {
    let files = match &whose {
        Whose::Account(member) => all!(tx, (String,), FILES, bytes(member))?,
        Whose::Pen(..) => Vec::new(),
    };
    let (sql, id) = whose.pick(PHOTOS, PHOTOS_OF_PEN);
    let photos = ids(all!(tx, (Vec<u8>,), sql, id)?)?;
    let (sql, id) = whose.pick(STORIES, STORIES_OF_PEN);
    let stories = ids(all!(tx, (Vec<u8>,), sql, id)?)?;
    let (sql, id) = whose.pick(ANSWERED, ANSWERED_BY_PEN);
    let answered = ids(all!(tx, (Vec<u8>,), sql, id)?)?;
    Ok(Around { files: files.into_iter().map(|(key,)| key).collect(), photos, stories, answered })
}

/// Forgets every outcome of a request that names an answer, or the pen name. One query, and one for each answer of the
/// last days.
///
/// # Errors
/// Any [`StoreError`].
pub async fn forget(tx: &mut Tx<'_>, whose: Whose) -> Result<(), StoreError> {
    let (sql, id) = whose.pick(REMEMBERED, REMEMBERED_OF_PEN);
    for (answer, story) in all!(tx, (Vec<u8>, Vec<u8>), sql, id)? {
        let answer: AnswerId = decode::id(&answer, "answer.id")?;
        once::forget(tx, decode::id(&story, "answer.story_id")?, &answer.to_string()).await?;
    }
    match &whose {
        Whose::Account(_) => Ok(()),
        Whose::Pen(member, pen) => run!(tx, FORGET, bytes(member), pen.to_string()).map(drop),
    }
}

/// Erases one's own side of letters; what others have of them stays theirs. Rows that nobody needs any more go too,
/// those from before `counted` only: what was written since is counted by them. Five queries for each address.
///
/// # Errors
/// Any [`StoreError`].
pub async fn letters(tx: &mut Tx<'_>, whose: Whose, counted: Millis) -> Result<(), StoreError> {
    let me = bytes(whose.member());
    let users = match &whose {
        Whose::Account(_) => all!(tx, (Vec<u8>,), USERS, me)?,
        Whose::Pen(_, pen) => all!(tx, (Vec<u8>,), USERS_OF_PEN, me, bytes(pen))?,
    };
    for (user,) in users {
        run!(tx, SENT, me, &*user)?;
        run!(tx, RECEIVED, me, &*user)?;
        run!(tx, STANDS, &*user)?;
        run!(tx, BLOCKS, &*user, me)?;
    }
    run!(tx, NOBODYS, me, counted.0).map(drop)
}

/// Erases a pen name with everything that was done under it. `name` is its name. Three queries.
///
/// # Errors
/// Any [`StoreError`].
pub async fn pen(tx: &mut Tx<'_>, member: MemberId, id: PenId, name: &PenName) -> Result<(), StoreError> {
    run!(tx, REPORTS_OF_PEN, bytes(&member), name.as_str())?;
    run!(tx, RESTRICTED, bytes(&id), KeepAway::Block.slug())?;
    run!(tx, PEN, bytes(&id)).map(drop)
}

/// A circle that somebody is in, or has left and is still in the log of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InCircle {
    /// Which.
    pub circle: CircleId,
    /// Whom it knows them as.
    pub user: UserId,
    /// They keep it.
    pub keeps: bool,
    /// How many others are in it.
    pub others: i64,
}

/// Every circle in which a member is known. One query.
///
/// # Errors
/// Any [`StoreError`].
pub async fn circles(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<InCircle>, StoreError> {
    all!(tx, (Vec<u8>, Vec<u8>, i32, i64), CIRCLES, bytes(&member))?
        .into_iter()
        .map(|(circle, user, keeps, others)| {
            let (circle, user) = (decode::id(&circle, "circle")?, decode::id(&user, "user")?);
            Ok(InCircle { circle, user, keeps: keeps != 0, others })
        })
        .collect()
}

/// Notes for a circle's keeper that a user is gone who is still in the log, and that nothing there is told for them.
/// Two queries.
///
/// # Errors
/// Any [`StoreError`].
pub async fn gone_from(tx: &mut Tx<'_>, circle: CircleId, user: UserId) -> Result<(), StoreError> {
    run!(tx, GONE_FROM, bytes(&circle), bytes(&user))?;
    run!(tx, FOR_NOBODY, bytes(&circle), bytes(&user)).map(drop)
}

/// A member's pages for them.
///
/// # Errors
/// Any [`StoreError`].
pub async fn pages(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<PageId>, StoreError> {
    ids(all!(tx, (Vec<u8>,), PAGES, bytes(&member))?)
}

/// Erases a member, and with them every row that is theirs. What they told moderators goes too. Three queries.
///
/// # Errors
/// Any [`StoreError`].
pub async fn member(tx: &mut Tx<'_>, id: MemberId) -> Result<(), StoreError> {
    run!(tx, REPORTS_BY, bytes(&id))?;
    run!(tx, DECIDED, bytes(&id))?;
    run!(tx, MEMBER, bytes(&id)).map(drop)
}

/// A member's pen names, oldest first, each with how many stories, answers and words to authors are under it. One
/// query.
///
/// # Errors
/// Any [`StoreError`].
pub async fn under_pens(tx: &mut Tx<'_>, member: MemberId) -> Result<Vec<(Pen, [i64; 3])>, StoreError> {
    all!(tx, (Vec<u8>, String, i64, i64, i64), UNDER_PENS, bytes(&member))?
        .into_iter()
        .map(|(id, name, stories, answers, with)| {
            let pen = Pen { id: decode::id(&id, "pen.id")?, name: decode::read(&name, "pen.name")? };
            Ok((pen, [stories, answers, with]))
        })
        .collect()
}

/// How many entries, sealed photos, pages for them, letters and entries in circles are a member's. One query.
///
/// # Errors
/// Any [`StoreError`].
pub async fn counts(tx: &mut Tx<'_>, member: MemberId) -> Result<[i64; 5], StoreError> {
    let row = first!(tx, (i64, i64, i64, i64, i64), COUNTS, bytes(&member))?;
    Ok(row.map(<[i64; 5]>::from).unwrap_or_default())
}
