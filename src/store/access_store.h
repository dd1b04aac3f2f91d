#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "domain/access.h"
#include "store/sqlite.h"

namespace likely {

// A secret as lists show it: never itself, only its hint.
struct KeyRecord {
  int64_t id = 0;
  std::string hint;
  TimeUs created = 0;
  std::optional<TimeUs> last_use;
};
struct SourceRecord {
  int64_t id = 0;
  std::string name;
  TimeUs created = 0;
  std::vector<KeyRecord> keys;  // those that work, oldest first
};
struct TokenRecord {
  KeyRecord key;
  std::string name;
  Scope scope = Scope::kProfileRead;
  std::string created_by;
  std::optional<TimeUs> revoked;
};
struct AccountRecord {
  int64_t id = 0;
  std::string email, name, role, status;  // status: invited, active, disabled
  std::string password;                   // argon2id; empty while invited
  TimeUs created = 0;
};
// What a secret that works opens, by the hash of the secret.
struct KnownSecret {
  std::string hash;
  Caller caller;
  int64_t key = 0;     // id of the write key or token; 0 for a session
  TimeUs expires = 0;  // of a session; 0: never
};

// Sources, write keys, tokens, accounts, sessions and the setup token, in state.sqlite. Secrets
// come in as hashes. Borrows the connection; one thread at a time; every change is one statement or
// stands in the caller's transaction.
class AccessStore {
 public:
  explicit AccessStore(Sqlite& state) : state_(state) {}

  // kConflict when a living source has the name.
  Result<int64_t> add_source(std::string_view name, TimeUs now);
  Result<std::vector<SourceRecord>> sources();
  // Its keys stop working. kNotFound when there is none.
  Result<void> remove_source(int64_t source, TimeUs now);
  Result<int64_t> add_write_key(int64_t source, std::string_view hash, std::string_view hint,
                                TimeUs now);
  // kNotFound when the source has no such key that works.
  Result<void> revoke_write_key(int64_t source, int64_t key, TimeUs now);

  Result<int64_t> add_token(const TokenRecord& token, std::string_view hash);
  // Revoked ones too, oldest first.
  Result<std::vector<TokenRecord>> tokens();
  Result<void> revoke_token(int64_t token, TimeUs now);

  // kConflict when the e-mail address has an account.
  Result<int64_t> add_account(const AccountRecord& account);
  Result<std::vector<AccountRecord>> accounts();
  Result<std::optional<AccountRecord>> account_of(std::string_view email);
  // The account that the invitation is for, while it holds.
  Result<std::optional<AccountRecord>> invited(std::string_view invite_hash, TimeUs now);
  Result<void> invite(int64_t account, std::string_view invite_hash, TimeUs until);
  // The invitation, if any, is used up then.
  Result<void> set_password(int64_t account, std::string_view password);
  Result<void> set_account(const AccountRecord& account);  // name, role, status
  Result<void> remove_account(int64_t account);

  Result<void> add_session(std::string_view hash, int64_t account, TimeUs now, TimeUs expires);
  Result<void> remove_session(std::string_view hash);
  // All of an account but one.
  Result<void> remove_sessions(int64_t account, std::string_view but_hash);
  Result<void> remove_expired_sessions(TimeUs now);

  Result<void> put_setup_token(std::string_view hash, TimeUs now);
  // Its hash; empty when there is none.
  Result<std::string> setup_token();
  Result<void> remove_setup_token();

  // Every secret that works at `now`.
  Result<std::vector<KnownSecret>> known_secrets(TimeUs now);
  Result<void> note_use(Caller::Kind kind, int64_t key, TimeUs at);

 private:
  Sqlite& state_;
};

}  // namespace likely
