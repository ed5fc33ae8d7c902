/*
 * sniff.h - what a file looks like, from its first bytes
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ls_capture_kind { LS_CAPTURE_NO, LS_CAPTURE_PCAP, LS_CAPTURE_PCAPNG };

enum ls_capture_kind ls_capture_kind_of(const uint8_t *bytes, size_t n);

/* ls_looks_like says what a file that is no capture begins with, as a clause for people. */
const char *ls_looks_like(const uint8_t *bytes, size_t n);
