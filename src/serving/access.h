#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/access.h"
#include "serving/tries.h"
#include "store/access_store.h"
#include "store/audit_log.h"
#include "store/place.h"

namespace likely {

// A secret that was just made: shown this once.
struct IssuedSecret {
  int64_t id = 0;  // of the write key, token or account
  std::string secret;
  TimeUs created = 0;
};
struct IssuedSource {
  int64_t id = 0;
  std::string name;
  IssuedSecret write_key;
};
// Somebody signed in: the cookie's secret, and what a page sends along with every change.
struct Session {
  std::string secret, csrf;
  TimeUs expires = 0;
  AccountRecord account;  // its password is empty
};

// Who may do what: sources, tokens, accounts, sessions, and the audit log of all changes. Every
// change is one transaction together with its line in the audit log; then the answers of who()
// follow. `actor` is who asks for a change, for the log. Thread-safe; holds a Space only while it
// reads or writes. kUsage: a field is wrong, the error names it.
class AccessBook {
 public:
  explicit AccessBook(std::function<Place()> place) : place_(std::move(place)) {}

  // Whom a secret belongs to; nothing when it opens nothing. Looks in memory only: secrets are
  // loaded once and after every change.
  Result<std::optional<Caller>> who(std::string_view secret);
  // What a page that is signed in by this session sends along with every change.
  static std::string csrf_of(std::string_view session_secret);
  // Writes down the last uses that who() saw. Now and then, and at the end.
  Result<void> flush_uses();

  Result<IssuedSource> create_source(const std::string& actor, const std::string& name);
  Result<std::vector<SourceRecord>> sources();
  Result<void> remove_source(const std::string& actor, int64_t source);
  // A further key; the old ones work until they are removed.
  Result<IssuedSecret> add_write_key(const std::string& actor, int64_t source);
  Result<void> remove_write_key(const std::string& actor, int64_t source, int64_t key);

  Result<IssuedSecret> create_token(const std::string& actor, const std::string& name,
                                    std::string_view scope);
  Result<std::vector<TokenRecord>> tokens();
  Result<void> revoke_token(const std::string& actor, int64_t token);

  // Nothing when address and password do not fit; kTooMany after too many wrong ones.
  Result<std::optional<Session>> sign_in(const std::string& email, const std::string& password);
  Result<void> sign_out(std::string_view session_secret);
  Result<std::vector<AccountRecord>> accounts();
  // An account without a password, and the secret of its invitation: it holds for 7 days.
  Result<IssuedSecret> invite(const std::string& actor, const std::string& email,
                              const std::string& name, const std::string& role);
  Result<std::optional<Session>> accept_invitation(const std::string& invitation,
                                                   const std::string& password);
  // Other sessions of the account end. False: `old` does not fit.
  Result<bool> change_password(int64_t account, std::string_view session_secret,
                               const std::string& old, const std::string& password);
  struct AccountChange {
    std::optional<std::string> name, role, status;
  };
  // kConflict when no active admin would be left.
  Result<AccountRecord> change_account(const std::string& actor, int64_t account,
                                       const AccountChange& change);
  Result<void> remove_account(const std::string& actor, int64_t account);

  // While there is no account: a new one-time token (an earlier one is void); else nothing.
  Result<std::optional<std::string>> begin_setup();
  // Whether the first account is still to be made.
  Result<bool> needs_setup();
  // Makes the first account, an admin, and signs in. Nothing when the token does not fit.
  Result<std::optional<Session>> finish_setup(const std::string& token, const std::string& email,
                                              const std::string& name, const std::string& password);

  // A line for something that was done elsewhere. detail: JSON.
  Result<void> record(const std::string& actor, const std::string& action,
                      const std::string& subject, const std::string& detail);
  Result<std::vector<AuditEntry>> audit(int64_t before, size_t limit);

 private:
  struct Known {
    KnownSecret secret;
    TimeUs last_use = 0;
  };
  struct Change {
    std::string action, subject, detail = "{}";
  };
  // Runs in one transaction, then appends the change that `run` gave to the log. `run` gets the
  // store and the time.
  Result<void> write(const std::string& actor,
                     const std::function<Result<Change>(AccessStore&, TimeUs now)>& run);
  Result<std::unique_ptr<Space>> open_to_write();
  Result<void> load(Sqlite& state, TimeUs now);
  Result<Session> start_session(const std::string& action, AccountRecord account,
                                const std::function<Result<void>(AccessStore&)>& before);

  bool may_try(const std::string& email, TimeUs now);
  void note_failure(const std::string& email, TimeUs now);

  std::function<Place()> place_;
  std::mutex mutex_;  // guards what follows
  bool loaded_ = false;
  std::map<std::string, Known, std::less<>> known_;
  Tries tries_{10'000};
};

}  // namespace likely
