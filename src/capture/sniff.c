/* sniff.c - magic numbers: captures that libpcap reads, and what people mistake for them. */
#include "capture/sniff.h"

#include <string.h>

struct magic {
    const char *bytes;
    size_t count;
    const char *clause;
};

/* draft-ietf-opsawg-pcap section 4, draft-ietf-opsawg-pcapng section 4.1; modified pcap: libpcap */
static const uint8_t pcap_magics[][4] = {
    {0xA1, 0xB2, 0xC3, 0xD4}, {0xD4, 0xC3, 0xB2, 0xA1}, {0xA1, 0xB2, 0x3C, 0x4D},
    {0x4D, 0x3C, 0xB2, 0xA1}, {0xA1, 0xB2, 0xCD, 0x34}, {0x34, 0xCD, 0xB2, 0xA1},
};
static const uint8_t pcapng_magic[] = {0x0A, 0x0D, 0x0D, 0x0A};

#define TO_CONVERT "; editcap -F pcap converts it"

static const struct magic others[] = {
    {"snoop\0\0\0", 8, "begins like a snoop capture" TO_CONVERT},
    {"GMBU", 4, "begins like a Network Monitor capture" TO_CONVERT},
    {"RTSS", 4, "begins like a Network Monitor capture" TO_CONVERT},
    {"XCP\0", 4, "begins like a NetXRay capture" TO_CONVERT},
    {"TRSNIFF", 7, "begins like a Sniffer capture" TO_CONVERT},
    {"\x1F\x8B", 2, "begins with gzip data"},
    {"\x28\xB5\x2F\xFD", 4, "begins with zstd data"},
    {"BZh", 3, "begins with bzip2 data; unpack it first"},
    {"\xFD"
     "7zXZ",
     5, "begins with xz data; unpack it first"},
    {"\x04\x22\x4D\x18", 4, "begins with lz4 data; unpack it first"},
    {"PK\x03\x04", 4, "begins like a ZIP archive; unpack it first"},
    {"7z\xBC\xAF", 4, "begins like a 7-Zip archive; unpack it first"},
    {"\x7F"
     "ELF",
     4, "begins like a program"},
    {"MZ", 2, "begins like a Windows program"},
    {"%PDF", 4, "begins like a PDF document"},
    {"SQLite", 6, "begins like an SQLite database"},
    {"<?xml", 5, "begins with XML"},
    {"<!DOCTYPE", 9, "begins like a web page"},
    {"<html", 5, "begins like a web page"},
    {"#!", 2, "begins like a script"},
};

enum ls_capture_kind ls_capture_kind_of(const uint8_t *bytes, size_t n)
{
    if (n < 4)
        return LS_CAPTURE_NO;
    if (memcmp(bytes, pcapng_magic, 4) == 0)
        return LS_CAPTURE_PCAPNG;
    for (size_t i = 0; i < sizeof pcap_magics / sizeof pcap_magics[0]; i++) {
        if (memcmp(bytes, pcap_magics[i], 4) == 0)
            return LS_CAPTURE_PCAP;
    }
    return LS_CAPTURE_NO;
}

/* ASCII, UTF-8 and Latin text have no other control characters than these. */
static bool is_text(const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool space = bytes[i] == '\t' || bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '\f';
        if ((bytes[i] < ' ' && !space) || bytes[i] == 0x7F)
            return false;
    }
    return n > 0;
}

static bool is_all(const uint8_t *bytes, size_t n, uint8_t value)
{
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] != value)
            return false;
    }
    return n > 0;
}

const char *ls_looks_like(const uint8_t *bytes, size_t n)
{
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (n >= others[i].count && memcmp(bytes, others[i].bytes, others[i].count) == 0)
            return others[i].clause;
    }
    if (n >= 2 &&
        ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF)))
        return "begins with UTF-16 text";
    if (is_text(bytes, n))
        return "begins with text";
    if (is_all(bytes, n, 0))
        return "begins with zero bytes";
    return "begins with bytes of no capture format";
}
