/*
 * custom.h - what libFuzzer asks of a target, and of one that mutates its inputs itself
 *
 * Names and meaning are libFuzzer's (LLVM, "libFuzzer: a library for coverage-guided fuzz
 * testing"). replay.c asks the same, so that gcc's builds mutate a little, too.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Changes data, of most bytes, and returns the new size. The first is the fuzzer's own. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                                 uint8_t *out, size_t most, unsigned seed);
