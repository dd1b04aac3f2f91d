#include "base/secret.h"

#include <sodium.h>

#include <array>

#include "base/check.h"

namespace likely {

namespace {

void start_sodium() {
  static const bool ready = sodium_init() >= 0;
  CHECK(ready);
}

std::string hex(const unsigned char* bytes, size_t size) {
  std::string text(size * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes, size);
  text.pop_back();
  return text;
}

}  // namespace

std::string new_secret(std::string_view prefix) {
  start_sodium();
  std::array<unsigned char, 32> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  text.pop_back();
  sodium_memzero(bytes.data(), bytes.size());
  return std::string(prefix) + text;
}

std::string hash_secret(std::string_view secret) {
  start_sodium();
  std::array<unsigned char, 32> hash;
  crypto_generichash(hash.data(), hash.size(),
                     reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), nullptr,
                     0);
  return hex(hash.data(), hash.size());
}

Result<std::string> hash_password(std::string_view password) {
  start_sodium();
  std::string kept(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str(kept.data(), password.data(), password.size(),
                        crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
    return fail(ErrorCode::kUnavailable,
                "there is too little memory to keep a password; try later");
  }
  kept.resize(kept.find('\0'));
  return kept;
}

bool password_fits(std::string_view password, std::string_view kept) {
  start_sodium();
  const std::string text(kept);
  return crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

namespace {

using SealKey = std::array<unsigned char, crypto_secretbox_KEYBYTES>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

SealKey seal_key(std::string_view key) {
  start_sodium();
  SealKey made;
  crypto_generichash(made.data(), made.size(), bytes_of(key), key.size(), nullptr, 0);
  return made;
}

}  // namespace

std::string seal(std::string_view text, std::string_view key) {
  const SealKey made = seal_key(key);
  constexpr size_t kNonce = crypto_secretbox_NONCEBYTES;
  std::string sealed(kNonce + crypto_secretbox_MACBYTES + text.size(), '\0');
  auto* out = reinterpret_cast<unsigned char*>(sealed.data());
  randombytes_buf(out, kNonce);
  crypto_secretbox_easy(out + kNonce, bytes_of(text), text.size(), out, made.data());
  return sealed;
}

std::optional<std::string> open_sealed(std::string_view sealed, std::string_view key) {
  const SealKey made = seal_key(key);
  constexpr size_t kNonce = crypto_secretbox_NONCEBYTES, kMac = crypto_secretbox_MACBYTES;
  if (sealed.size() < kNonce + kMac) return {};
  const unsigned char* in = bytes_of(sealed);
  std::string text(sealed.size() - kNonce - kMac, '\0');
  const int opened =
      crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(text.data()), in + kNonce,
                                 sealed.size() - kNonce, in, made.data());
  return opened == 0 ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace likely
