/* fuzz.h - what each fuzz target defines, and the fuzzer or replay_main.c calls: one input, 0 when it was looked at. */
#ifndef NEXUS_FUZZ_H
#define NEXUS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
