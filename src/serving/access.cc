#include "serving/access.h"

#include <algorithm>

#include "base/format.h"
#include "base/json_view.h"
#include "base/secret.h"
#include "base/utf8.h"

namespace likely {

namespace {

constexpr size_t kHintBytes = 8;
constexpr size_t kNameLength = 200;               // characters
constexpr size_t kPasswordLength[] = {10, 1024};  // characters
constexpr TimeUs kSessionUs = 14 * kDayUs;
constexpr TimeUs kInviteUs = 7 * kDayUs;

Result<void> check_name(const std::string& name) {
  if (name.empty() || !is_valid_utf8(name) || count_code_points(name) > kNameLength) {
    return fail_field(ErrorCode::kUsage, "name",
                      format("give a name of 1 to {} characters", kNameLength));
  }
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < 32 || c == 127) {
      return fail_field(ErrorCode::kUsage, "name", "control characters are not allowed");
    }
  }
  return {};
}

// An address in small letters; kUsage when it is none.
Result<std::string> check_email(std::string email) {
  const size_t at = email.find('@');
  bool right = at != std::string::npos && at > 0 && at + 1 < email.size() && is_valid_utf8(email) &&
               count_code_points(email) <= 254;
  for (char& c : email) {
    right = right && static_cast<unsigned char>(c) > 32 && c != 127;
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (right) return email;
  return fail_field(ErrorCode::kUsage, "email", "this is no e-mail address");
}

Result<void> check_password(const std::string& password) {
  if (is_valid_utf8(password)) {
    const size_t length = count_code_points(password);
    if (length >= kPasswordLength[0] && length <= kPasswordLength[1]) return {};
  }
  return fail_field(
      ErrorCode::kUsage, "password",
      format("give one of {} to {} characters", kPasswordLength[0], kPasswordLength[1]));
}

Result<void> check_role(const std::string& role) {
  if (role_scope(role)) return {};
  return fail_field(ErrorCode::kUsage, "role", "give viewer, marketer or admin");
}

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

// kConflict unless an active admin is left.
Result<void> require_admin(AccessStore& store) {
  ASSIGN(const auto accounts, store.accounts());
  for (const auto& account : accounts) {
    if (account.role == "admin" && account.status == "active") return {};
  }
  return fail(ErrorCode::kConflict, "this is the last admin; make another account admin first");
}

Result<AccountRecord> find_account(AccessStore& store, int64_t id) {
  ASSIGN(const auto accounts, store.accounts());
  for (const auto& account : accounts) {
    if (account.id == id) return account;
  }
  return fail(ErrorCode::kNotFound, "there is no such account");
}

}  // namespace

// --- Who asks

Result<std::optional<Caller>> AccessBook::who(std::string_view secret) {
  const std::string hash = hash_secret(secret);
  const Place place = place_();
  const std::lock_guard lock(mutex_);
  if (!loaded_) {
    ASSIGN(const auto space, place.open(Access::kRead));
    TRY(load(space->state(), place.wall_clock));
  }
  const auto found = known_.find(hash);
  if (found == known_.end()) return std::nullopt;
  Known& known = found->second;
  if (known.secret.expires != 0 && known.secret.expires <= place.wall_clock) return std::nullopt;
  known.last_use = place.wall_clock;
  return known.secret.caller;
}

std::string AccessBook::csrf_of(std::string_view session_secret) {
  return hash_secret(format("csrf:{}", session_secret)).substr(0, 32);
}

Result<void> AccessBook::load(Sqlite& state, TimeUs now) {
  ASSIGN(auto secrets, AccessStore(state).known_secrets(now));
  std::map<std::string, Known, std::less<>> known;
  for (KnownSecret& secret : secrets) {
    const auto before = known_.find(secret.hash);
    const TimeUs last_use = before == known_.end() ? 0 : before->second.last_use;
    std::string hash = secret.hash;
    known.emplace(std::move(hash), Known{std::move(secret), last_use});
  }
  known_ = std::move(known);
  loaded_ = true;
  return {};
}

Result<void> AccessBook::flush_uses() {
  std::vector<Known> used;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [hash, known] : known_) {
      if (known.last_use == 0 || known.secret.key == 0) continue;
      used.push_back(known);
      known.last_use = 0;
    }
  }
  if (used.empty()) return {};
  ASSIGN(const auto space, place_().open(Access::kWrite));
  ASSIGN(auto transaction, space->state().begin());
  for (const Known& known : used) {
    TRY(AccessStore(space->state())
            .note_use(known.secret.caller.kind, known.secret.key, known.last_use));
  }
  return transaction.commit();
}

// --- Changes

Result<std::unique_ptr<Space>> AccessBook::open_to_write() {
  auto space = place_().open(Access::kWrite);
  // The first thing somebody does in a new folder may be to make a source.
  if (!space && space.error().code == ErrorCode::kNotFound) return place_().open(Access::kCreate);
  return space;
}

Result<void> AccessBook::write(const std::string& actor,
                               const std::function<Result<Change>(AccessStore&, TimeUs now)>& run) {
  ASSIGN(const auto space, open_to_write());
  const TimeUs now = place_().wall_clock;
  Sqlite& state = space->state();
  AccessStore store(state);
  ASSIGN(auto transaction, state.begin());
  ASSIGN(Change change, run(store, now));
  TRY(append_audit(state, {.at = now,
                           .actor = actor,
                           .action = std::move(change.action),
                           .subject = std::move(change.subject),
                           .detail = std::move(change.detail)}));
  TRY(transaction.commit());
  const std::lock_guard lock(mutex_);
  return load(state, now);
}

Result<IssuedSource> AccessBook::create_source(const std::string& actor, const std::string& name) {
  TRY(check_name(name));
  IssuedSource issued{.name = name, .write_key = {.secret = new_secret("wk_")}};
  IssuedSecret& key = issued.write_key;
  const auto written = write(actor, [&](AccessStore& store, TimeUs now) -> Result<Change> {
    ASSIGN(issued.id, store.add_source(name, now));
    ASSIGN(key.id, store.add_write_key(issued.id, hash_secret(key.secret),
                                       key.secret.substr(0, kHintBytes), now));
    key.created = now;
    return Change{"source.create", format("source {}", issued.id),
                  format(R"({{"name":{}}})", quoted(name))};
  });
  TRY(written);
  return issued;
}

Result<std::vector<SourceRecord>> AccessBook::sources() {
  ASSIGN(const auto space, place_().open(Access::kRead));
  return AccessStore(space->state()).sources();
}

Result<void> AccessBook::remove_source(const std::string& actor, int64_t source) {
  return write(actor, [&](AccessStore& store, TimeUs now) -> Result<Change> {
    TRY(store.remove_source(source, now));
    return Change{"source.delete", format("source {}", source)};
  });
}

Result<IssuedSecret> AccessBook::add_write_key(const std::string& actor, int64_t source) {
  IssuedSecret issued{.secret = new_secret("wk_")};
  const auto written = write(actor, [&](AccessStore& store, TimeUs now) -> Result<Change> {
    ASSIGN(issued.id, store.add_write_key(source, hash_secret(issued.secret),
                                          issued.secret.substr(0, kHintBytes), now));
    issued.created = now;
    return Change{"write_key.create", format("source {}", source),
                  format(R"({{"write_key":{}}})", issued.id)};
  });
  TRY(written);
  return issued;
}

Result<void> AccessBook::remove_write_key(const std::string& actor, int64_t source, int64_t key) {
  return write(actor, [&](AccessStore& store, TimeUs now) -> Result<Change> {
    TRY(store.revoke_write_key(source, key, now));
    return Change{"write_key.delete", format("source {}", source),
                  format(R"({{"write_key":{}}})", key)};
  });
}

Result<IssuedSecret> AccessBook::create_token(const std::string& actor, const std::string& name,
                                              std::string_view scope) {
  TRY(check_name(name));
  const auto known = token_scope(scope);
  if (!known) {
    return fail_field(ErrorCode::kUsage, "scope", "give write-only, profile-read, manage or admin");
  }
  IssuedSecret issued{.secret = new_secret("lk_")};
  const auto written = write(actor, [&](AccessStore& store, TimeUs now) -> Result<Change> {
    issued.created = now;
    ASSIGN(issued.id,
           store.add_token({.key = {.hint = issued.secret.substr(0, kHintBytes), .created = now},
                            .name = name,
                            .scope = *known,
                            .created_by = actor},
                           hash_secret(issued.secret)));
    return Change{"token.create", format("token {}", issued.id),
                  format(R"({{"name":{},"scope":"{}"}})", quoted(name), name_of(*known))};
  });
  TRY(written);
  return issued;
}

Result<std::vector<TokenRecord>> AccessBook::tokens() {
  ASSIGN(const auto space, place_().open(Access::kRead));
  return AccessStore(space->state()).tokens();
}

Result<void> AccessBook::revoke_token(const std::string& actor, int64_t token) {
  return write(actor, [&](AccessStore& store, TimeUs now) -> Result<Change> {
    TRY(store.revoke_token(token, now));
    return Change{"token.revoke", format("token {}", token)};
  });
}

Result<void> AccessBook::record(const std::string& actor, const std::string& action,
                                const std::string& subject, const std::string& detail) {
  return write(actor, [&](AccessStore&, TimeUs) -> Result<Change> {
    return Change{action, subject, detail};
  });
}

Result<std::vector<AuditEntry>> AccessBook::audit(int64_t before, size_t limit) {
  ASSIGN(const auto space, place_().open(Access::kRead));
  return newest_audit(space->state(), before, limit);
}

// --- People

bool AccessBook::may_try(const std::string& email, TimeUs now) {
  const std::lock_guard lock(mutex_);
  return tries_.may_try(email, now);
}

void AccessBook::note_failure(const std::string& email, TimeUs now) {
  const std::lock_guard lock(mutex_);
  tries_.note_failure(email, now);
}

Result<Session> AccessBook::start_session(const std::string& action, AccountRecord account,
                                          const std::function<Result<void>(AccessStore&)>& before) {
  Session session{.secret = new_secret("ls_")};
  const std::string actor = account.email;
  const auto written = write(actor, [&](AccessStore& store, TimeUs now) -> Result<Change> {
    TRY(before(store));
    // The first account has no number before it is kept.
    ASSIGN(const auto kept, store.account_of(account.email));
    if (!kept || kept->status != "active") {
      return fail(ErrorCode::kConflict, "the account cannot be used");
    }
    account = *kept;
    session.expires = now + kSessionUs;
    TRY(store.remove_expired_sessions(now));
    TRY(store.add_session(hash_secret(session.secret), account.id, now, session.expires));
    return Change{action, format("account {}", account.id)};
  });
  TRY(written);
  session.csrf = csrf_of(session.secret);
  account.password.clear();
  session.account = std::move(account);
  return session;
}

Result<std::optional<Session>> AccessBook::sign_in(const std::string& address,
                                                   const std::string& password) {
  const auto email = check_email(address);
  if (!email || password.size() > 4 * kPasswordLength[1]) return std::nullopt;
  const Place place = place_();
  if (!may_try(*email, place.wall_clock)) {
    return fail(ErrorCode::kTooMany,
                "too many wrong passwords for this address; try again in 15 minutes");
  }
  std::optional<AccountRecord> account;
  {
    ASSIGN(const auto space, place.open(Access::kRead));
    ASSIGN(account, AccessStore(space->state()).account_of(*email));
  }
  // Nobody's password takes as long to check as somebody's.
  static const std::string nobody = hash_password("").value_or("");
  const bool active = account && account->status == "active";
  if (!password_fits(password, active ? account->password : nobody) || !active) {
    note_failure(*email, place.wall_clock);
    return std::nullopt;
  }
  return start_session("session.create", *account, [](AccessStore&) -> Result<void> { return {}; });
}

Result<void> AccessBook::sign_out(std::string_view session_secret) {
  ASSIGN(const auto caller, who(session_secret));
  if (!caller || caller->kind != Caller::Kind::kAccount) return {};
  return write(caller->name, [&](AccessStore& store, TimeUs) -> Result<Change> {
    TRY(store.remove_session(hash_secret(session_secret)));
    return Change{"session.delete", format("account {}", caller->id)};
  });
}

Result<std::vector<AccountRecord>> AccessBook::accounts() {
  ASSIGN(const auto space, place_().open(Access::kRead));
  ASSIGN(auto accounts, AccessStore(space->state()).accounts());
  for (auto& account : accounts) account.password.clear();
  return accounts;
}

Result<IssuedSecret> AccessBook::invite(const std::string& actor, const std::string& address,
                                        const std::string& name, const std::string& role) {
  ASSIGN(const std::string email, check_email(address));
  TRY(check_name(name));
  TRY(check_role(role));
  IssuedSecret issued{.secret = new_secret("li_")};
  const auto written = write(actor, [&](AccessStore& store, TimeUs now) -> Result<Change> {
    ASSIGN(issued.id,
           store.add_account(
               {.email = email, .name = name, .role = role, .status = "invited", .created = now}));
    TRY(store.invite(issued.id, hash_secret(issued.secret), now + kInviteUs));
    issued.created = now;
    return Change{"account.create", format("account {}", issued.id),
                  format(R"({{"email":{},"role":"{}"}})", quoted(email), role)};
  });
  TRY(written);
  return issued;
}

Result<std::optional<Session>> AccessBook::accept_invitation(const std::string& invitation,
                                                             const std::string& password) {
  TRY(check_password(password));
  const Place place = place_();
  std::optional<AccountRecord> account;
  {
    ASSIGN(const auto space, place.open(Access::kRead));
    ASSIGN(account, AccessStore(space->state()).invited(hash_secret(invitation), place.wall_clock));
  }
  if (!account) return std::nullopt;
  ASSIGN(const std::string kept, hash_password(password));
  return start_session("account.accept", *account, [&](AccessStore& store) -> Result<void> {
    ASSIGN(const auto still, store.invited(hash_secret(invitation), place.wall_clock));
    if (!still) return fail(ErrorCode::kConflict, "the invitation was used already");
    return store.set_password(account->id, kept);
  });
}

Result<bool> AccessBook::change_password(int64_t id, std::string_view session_secret,
                                         const std::string& old, const std::string& password) {
  TRY(check_password(password));
  const Place place = place_();
  AccountRecord account;
  {
    ASSIGN(const auto space, place.open(Access::kRead));
    AccessStore store(space->state());
    ASSIGN(account, find_account(store, id));
  }
  if (!may_try(account.email, place.wall_clock)) {
    return fail(ErrorCode::kTooMany, "too many wrong passwords; try again in 15 minutes");
  }
  if (!password_fits(old, account.password)) {
    note_failure(account.email, place.wall_clock);
    return false;
  }
  ASSIGN(const std::string kept, hash_password(password));
  const auto written = write(account.email, [&](AccessStore& store, TimeUs) -> Result<Change> {
    TRY(store.set_password(id, kept));
    TRY(store.remove_sessions(id, hash_secret(session_secret)));
    return Change{"account.password", format("account {}", id)};
  });
  TRY(written);
  return true;
}

Result<AccountRecord> AccessBook::change_account(const std::string& actor, int64_t id,
                                                 const AccountChange& change) {
  if (change.name) TRY(check_name(*change.name));
  if (change.role) TRY(check_role(*change.role));
  if (change.status && *change.status != "active" && *change.status != "disabled") {
    return fail_field(ErrorCode::kUsage, "status", "give active or disabled");
  }
  AccountRecord account;
  const auto written = write(actor, [&](AccessStore& store, TimeUs) -> Result<Change> {
    ASSIGN(account, find_account(store, id));
    if (change.status == "active" && account.password.empty()) {
      return fail(ErrorCode::kConflict, "status: the invitation was not accepted yet");
    }
    account.name = change.name.value_or(account.name);
    account.role = change.role.value_or(account.role);
    account.status = change.status.value_or(account.status);
    TRY(store.set_account(account));
    TRY(require_admin(store));
    if (account.status == "disabled") TRY(store.remove_sessions(id, ""));
    return Change{"account.change", format("account {}", id),
                  format(R"({{"role":"{}","status":"{}"}})", account.role, account.status)};
  });
  TRY(written);
  account.password.clear();
  return account;
}

Result<void> AccessBook::remove_account(const std::string& actor, int64_t id) {
  return write(actor, [&](AccessStore& store, TimeUs) -> Result<Change> {
    TRY(store.remove_account(id));
    TRY(require_admin(store));
    return Change{"account.delete", format("account {}", id)};
  });
}

// --- The first start

Result<bool> AccessBook::needs_setup() {
  ASSIGN(const auto space, place_().open(Access::kRead));
  ASSIGN(const int64_t accounts, space->state().number("SELECT count(*) FROM accounts"));
  return accounts == 0;
}

Result<std::optional<std::string>> AccessBook::begin_setup() {
  ASSIGN(const auto space, open_to_write());
  AccessStore store(space->state());
  ASSIGN(const auto accounts, store.accounts());
  if (!accounts.empty()) return std::nullopt;
  const std::string token = new_secret("setup_");
  TRY(store.put_setup_token(hash_secret(token), place_().wall_clock));
  return token;
}

Result<std::optional<Session>> AccessBook::finish_setup(const std::string& token,
                                                        const std::string& address,
                                                        const std::string& name,
                                                        const std::string& password) {
  ASSIGN(const std::string email, check_email(address));
  TRY(check_name(name));
  TRY(check_password(password));
  const auto fits = [&token](AccessStore& store) -> Result<bool> {
    ASSIGN(const std::string kept, store.setup_token());
    return !kept.empty() && same_secret(kept, hash_secret(token));
  };
  {
    ASSIGN(const auto space, place_().open(Access::kRead));
    AccessStore store(space->state());
    ASSIGN(const bool right, fits(store));
    if (!right) return std::nullopt;
  }
  ASSIGN(const std::string kept, hash_password(password));
  const TimeUs now = place_().wall_clock;
  return start_session("setup", {.email = email}, [&](AccessStore& store) -> Result<void> {
    ASSIGN(const bool still, fits(store));
    if (!still) return fail(ErrorCode::kConflict, "the setup token was used already");
    TRY(store.add_account({.email = email,
                           .name = name,
                           .role = "admin",
                           .status = "active",
                           .password = kept,
                           .created = now}));
    return store.remove_setup_token();
  });
}

}  // namespace likely
