#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace likely {

// Secrets (libsodium). Any number of threads.

// `prefix` and 256 random bits behind it, as URL-safe text: "lk_3Jk…".
std::string new_secret(std::string_view prefix);

// What is kept of a secret of 256 random bits: its BLAKE2b-256 hash as 64 hex digits. Not for
// passwords, which are guessed: see hash_password.
std::string hash_secret(std::string_view secret);

// argon2id with the library's interactive cost (64 MiB, some 50 ms); its own salt is inside.
// kUnavailable when the memory for it is missing.
Result<std::string> hash_password(std::string_view password);
bool password_fits(std::string_view password, std::string_view kept);

// `text` under a key made of `key`, which must be hard to guess; every time other bytes.
// open_sealed gives it back, or nothing when the key is another one or the bytes were changed.
std::string seal(std::string_view text, std::string_view key);
std::optional<std::string> open_sealed(std::string_view sealed, std::string_view key);

// Whether two texts are equal, in a time that says nothing of where they differ.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace likely
