/*
 * smb_message.c - what one SMB message says
 *
 * SMB 1: [MS-CIFS] sections 2.2.3, 2.2.4.52 (negotiate), 2.2.4.55 (tree connect AndX).
 * SMB 2/3: [MS-SMB2] sections 2.2.1, 2.2.4, 2.2.9, 2.2.41 (encrypted), 2.2.42 (compressed).
 * Numbers are little endian.
 */
#include "probe/smb.h"
#include "probe/utf16.h"

static const uint8_t magic_1[4] = {0xFF, 'S', 'M', 'B'};
static const uint8_t magic_2[4] = {0xFE, 'S', 'M', 'B'};
static const uint8_t magic_encrypted[4] = {0xFD, 'S', 'M', 'B'};

enum {
    SHARE_MAX = 255,
    SMB1_HEADER = 32,
    SMB1_NEGOTIATE = 0x72,
    SMB1_TREE_CONNECT_ANDX = 0x75,
    SMB1_NO_ANDX = 0xFF,
    SMB1_LOCKING_ANDX = 0x24, /* also sent unasked by servers, to break an oplock */
    SMB1_REPLY = 0x80,
    SMB1_UNICODE = 0x8000,
    ANDX_MAX = 4,
    SMB2_HEADER = 64,
    SMB2_NEGOTIATE = 0,
    SMB2_TREE_CONNECT = 3,
    SMB2_COMMAND_MAX = 0x12,
    SMB2_RESPONSE = 1,
    COMPOUND_MAX = 16,
    ENCRYPTED_HEADER = 52,
    COMPRESSED_HEADER = 16,
};

/* [MS-SMB2] section 2.2.1.2: StructureSize at 4, Command at 12, NextCommand at 20. */
static bool smb2_header_fits(struct ls_cursor in, uint32_t length)
{
    ls_take(&in, 4);
    uint16_t size = ls_le16(&in);
    ls_take(&in, 6);
    uint16_t command = ls_le16(&in);
    ls_take(&in, 6);
    uint32_t next = ls_le32(&in);
    return size == SMB2_HEADER && command <= SMB2_COMMAND_MAX && next < length;
}

/* OriginalMessageSize at 36, a zero at 40, Flags or EncryptionAlgorithm 1 at 42. */
static bool encrypted_header_fits(struct ls_cursor in)
{
    ls_take(&in, 36);
    uint32_t size = ls_le32(&in);
    uint16_t zero = ls_le16(&in);
    uint16_t flags = ls_le16(&in);
    return size > 0 && zero == 0 && (flags == 1 || flags == 2);
}

/* CompressionAlgorithm at 8, Flags 0 or 1 at 10. */
static bool compressed_header_fits(struct ls_cursor in)
{
    enum { ALGORITHM_MAX = 5 };
    ls_take(&in, 8);
    uint16_t algorithm = ls_le16(&in);
    uint16_t flags = ls_le16(&in);
    return algorithm <= ALGORITHM_MAX && flags <= 1;
}

static bool header_fits(struct ls_cursor in, uint32_t length)
{
    if (ls_starts(&in, magic_2, sizeof magic_2))
        return smb2_header_fits(in, length);
    if (ls_starts(&in, magic_encrypted, sizeof magic_encrypted))
        return encrypted_header_fits(in);
    return ls_starts(&in, magic_1, sizeof magic_1) || compressed_header_fits(in);
}

static uint32_t header_bytes(uint8_t first)
{
    switch (first) {
    case 0xFF:
        return SMB1_HEADER;
    case 0xFE:
        return SMB2_HEADER;
    case 0xFD:
        return ENCRYPTED_HEADER;
    case 0xFC:
        return COMPRESSED_HEADER;
    default:
        return 0;
    }
}

enum ls_answer ls_smb_prove(struct ls_cursor in, uint32_t length)
{
    if (ls_left(&in) == 0)
        return LS_MAYBE;
    uint32_t header = header_bytes(*in.at);
    size_t known = ls_left(&in) < sizeof magic_1 ? ls_left(&in) : sizeof magic_1;
    /* Behind every header stands at least a structure size or two counts. */
    if (header == 0 || length < header + 2 || memcmp(in.at + 1, magic_1 + 1, known - 1) != 0)
        return LS_NO;
    if (ls_left(&in) < header)
        return LS_MAYBE;
    return header_fits(in, length) ? LS_YES : LS_NO;
}

/* [MS-SMB2] section 2.2.4. 0x02FF asks for a second negotiation and chooses nothing. */
static bool note_smb2_dialect(struct ls_cursor in, uint8_t side, struct ls_draft *draft)
{
    static const struct {
        uint16_t code;
        const char *name;
    } dialects[] = {
        {0x0202, "SMB 2.0.2"}, {0x0210, "SMB 2.1"},   {0x0300, "SMB 3.0"},
        {0x0302, "SMB 3.0.2"}, {0x0311, "SMB 3.1.1"},
    };
    enum { NEGOTIATE_SIZE = 65 };
    uint16_t size = ls_le16(&in);
    ls_take(&in, 2);
    uint16_t code = ls_le16(&in);
    for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++) {
        if (size != NEGOTIATE_SIZE || dialects[i].code != code)
            continue;
        ls_draft_text(draft, LS_FACT_SMB_DIALECT, side, dialects[i].name);
        return true;
    }
    return false;
}

static void note_share(const uint8_t *path, size_t n, uint8_t side, struct ls_draft *draft)
{
    if (n > 0)
        ls_draft_fact(draft, LS_FACT_SMB_SHARE, side, path, n);
}

/* [MS-SMB2] section 2.2.9; PathOffset counts from the beginning of the SMB2 header. */
static void note_smb2_tree(struct ls_cursor message, uint8_t side, struct ls_draft *draft)
{
    enum { TREE_CONNECT_SIZE = 9 };
    uint8_t path[SHARE_MAX];
    struct ls_cursor in = message;
    ls_take(&in, SMB2_HEADER);
    uint16_t size = ls_le16(&in);
    ls_take(&in, 2);
    uint16_t offset = ls_le16(&in);
    uint16_t length = ls_le16(&in);
    ls_take(&message, offset);
    struct ls_span text = ls_span_take(&message, length);
    if (in.failed || size != TREE_CONNECT_SIZE || offset < SMB2_HEADER || message.failed)
        return;
    note_share(path, ls_utf16_to_utf8(text, path, sizeof path), side, draft);
}

/* Reads the header at in; returns NextCommand. */
static uint32_t note_smb2_one(struct ls_cursor in, uint8_t side, struct ls_draft *draft,
                              struct ls_smb_said *said)
{
    struct ls_cursor message = in;
    if (ls_left(&in) < SMB2_HEADER || !smb2_header_fits(in, UINT32_MAX))
        return 0;
    ls_take(&in, 12);
    uint16_t command = ls_le16(&in);
    ls_take(&in, 2);
    bool response = ls_le32(&in) & SMB2_RESPONSE;
    uint32_t next = ls_le32(&in);
    ls_take(&in, SMB2_HEADER - 24);

    said->response |= response;
    said->request |= !response;
    if (command == SMB2_NEGOTIATE && response)
        said->dialect |= note_smb2_dialect(in, side, draft);
    if (command == SMB2_TREE_CONNECT && !response)
        note_smb2_tree(message, side, draft);
    return next;
}

static void note_smb2(struct ls_cursor in, uint8_t side, struct ls_draft *draft,
                      struct ls_smb_said *said)
{
    for (int i = 0; i < COMPOUND_MAX && !in.failed; i++) {
        uint32_t next = note_smb2_one(in, side, draft, said);
        if (next < SMB2_HEADER)
            return;
        ls_take(&in, next);
    }
}

/* [MS-CIFS] 2.2.4.55.1. words is behind WordCount; strings are aligned from the header on. */
static void note_smb1_tree(struct ls_cursor message, struct ls_cursor words, bool unicode,
                           uint8_t side, struct ls_draft *draft)
{
    enum { TREE_WORDS = 8, PASSWORD_LENGTH_AT = 6 };
    uint8_t path[SHARE_MAX];
    struct ls_cursor in = words;
    ls_take(&in, PASSWORD_LENGTH_AT);
    uint16_t password = ls_le16(&in);
    ls_take(&in, 2); /* ByteCount */
    ls_take(&in, password);
    if (unicode && (in.at - message.at) % 2 != 0)
        ls_take(&in, 1);
    struct ls_span text = ls_span_take(&in, ls_left(&in));
    if (in.failed)
        return;
    size_t n = unicode ? ls_utf16_to_utf8(text, path, sizeof path)
                       : ls_oem_to_utf8(text, path, sizeof path);
    note_share(path, n, side, draft);
}

/* Walks the chain of AndX commands: each begins with the next command and its offset. */
static void note_smb1_requests(struct ls_cursor message, uint8_t command, bool unicode,
                               uint8_t side, struct ls_draft *draft)
{
    size_t offset = SMB1_HEADER;
    for (int i = 0; i < ANDX_MAX; i++) {
        struct ls_cursor in = message;
        ls_take(&in, offset);
        uint8_t words = ls_u8(&in);
        struct ls_cursor body = in;
        uint8_t next = ls_u8(&in);
        ls_take(&in, 1);
        uint16_t next_offset = ls_le16(&in);
        if (in.failed)
            return;
        if (command == SMB1_TREE_CONNECT_ANDX && words == 4)
            note_smb1_tree(message, body, unicode, side, draft);
        bool chains = command == 0x73 || command == SMB1_TREE_CONNECT_ANDX;
        if (!chains || words < 2 || next == SMB1_NO_ANDX || next_offset <= offset)
            return;
        command = next;
        offset = next_offset;
    }
}

static void note_smb1(struct ls_cursor message, uint8_t side, struct ls_draft *draft,
                      struct ls_smb_said *said)
{
    enum { NOT_CHOSEN = 0xFFFF };
    struct ls_cursor in = message;
    ls_take(&in, 4);
    uint8_t command = ls_u8(&in);
    ls_take(&in, 4); /* status */
    bool reply = ls_u8(&in) & SMB1_REPLY;
    bool unicode = ls_le16(&in) & SMB1_UNICODE;
    ls_take(&in, SMB1_HEADER - 12);
    uint8_t words = ls_u8(&in);
    uint16_t chosen = ls_le16(&in);

    said->response = reply;
    said->request = !reply && command != SMB1_LOCKING_ANDX;
    bool negotiated = reply && !in.failed && words > 0 && chosen != NOT_CHOSEN;
    if (command != SMB1_NEGOTIATE || negotiated) {
        ls_draft_text(draft, LS_FACT_SMB_DIALECT, side, "SMB 1");
        said->dialect = true;
    }
    if (!reply)
        note_smb1_requests(message, command, unicode, side, draft);
}

struct ls_smb_said ls_smb_note(struct ls_cursor in, uint8_t side, struct ls_draft *draft)
{
    struct ls_smb_said said = {0};
    if (ls_starts(&in, magic_2, sizeof magic_2))
        note_smb2(in, side, draft, &said);
    else if (ls_starts(&in, magic_1, sizeof magic_1) && ls_left(&in) >= SMB1_HEADER)
        note_smb1(in, side, draft, &said);
    return said;
}
