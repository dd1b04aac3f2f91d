#include "base/format.h"
#include "domain/time.h"
#include "http/manage.h"
#include "http/manage_call.h"

namespace likely::http {

namespace {

using Book = std::shared_ptr<AccessBook>;

Json key_json(const KeyRecord& key) {
  return {{"id", key.id},
          {"hint", key.hint},
          {"created_at", format_time(key.created)},
          {"last_use", time_json(key.last_use)}};
}

Json source_json(const SourceRecord& source) {
  Json keys = Json::array();
  for (const KeyRecord& key : source.keys) keys.push_back(key_json(key));
  return {{"id", source.id},
          {"name", source.name},
          {"created_at", format_time(source.created)},
          {"write_keys", std::move(keys)}};
}

Json token_json(const TokenRecord& token) {
  Json json = key_json(token.key);
  json["name"] = token.name;
  json["scope"] = name_of(token.scope);
  json["created_by"] = token.created_by;
  json["revoked_at"] = time_json(token.revoked);
  return json;
}

Json account_json(const AccountRecord& account) {
  return {{"id", account.id},         {"email", account.email},
          {"name", account.name},     {"role", account.role},
          {"status", account.status}, {"created_at", format_time(account.created)}};
}

void add_sources(std::vector<Route>& routes, const Book& book) {
  const std::string base = "/v1/spaces/{space}/sources";
  routes.push_back(managed("GET", base, Scope::kManage, [book](Call& call) -> Result<Answer> {
    ASSIGN(const auto sources, book->sources());
    return page_of(call, sources, &SourceRecord::id, source_json);
  }));
  routes.push_back(
      managed("GET", base + "/{source}", Scope::kManage, [book](Call& call) -> Result<Answer> {
        ASSIGN(const int64_t id, call.number("source"));
        ASSIGN(auto sources, book->sources());
        ASSIGN(const auto source, one_of(std::move(sources), &SourceRecord::id, id, "source"));
        return Answer{.body = source_json(source)};
      }));
  routes.push_back(managed("POST", base, Scope::kManage, [book](Call& call) -> Result<Answer> {
    const std::string name = call.fields.text("name");
    TRY(call.check());
    ASSIGN(const auto made, book->create_source(call.actor(), name));
    return Answer{201,
                  {{"id", made.id},
                   {"name", made.name},
                   {"created_at", format_time(made.write_key.created)},
                   {"write_key", made.write_key.secret},
                   {"write_key_id", made.write_key.id}}};
  }));
  routes.push_back(
      managed("DELETE", base + "/{source}", Scope::kManage, [book](Call& call) -> Result<Answer> {
        ASSIGN(const int64_t source, call.number("source"));
        TRY(call.check());
        TRY(book->remove_source(call.actor(), source));
        return Answer{204, {}};
      }));
  routes.push_back(managed("POST", base + "/{source}/write_keys", Scope::kManage,
                           [book](Call& call) -> Result<Answer> {
                             ASSIGN(const int64_t source, call.number("source"));
                             TRY(call.check());
                             ASSIGN(const auto made, book->add_write_key(call.actor(), source));
                             return Answer{201,
                                           {{"id", made.id},
                                            {"write_key", made.secret},
                                            {"created_at", format_time(made.created)}}};
                           }));
  routes.push_back(managed("DELETE", base + "/{source}/write_keys/{write_key}", Scope::kManage,
                           [book](Call& call) -> Result<Answer> {
                             ASSIGN(const int64_t source, call.number("source"));
                             ASSIGN(const int64_t key, call.number("write_key"));
                             TRY(call.check());
                             TRY(book->remove_write_key(call.actor(), source, key));
                             return Answer{204, {}};
                           }));
}

void add_tokens(std::vector<Route>& routes, const Book& book) {
  const auto id_of = [](const TokenRecord& token) { return token.key.id; };
  routes.push_back(
      managed("GET", "/v1/tokens", Scope::kAdmin, [book, id_of](Call& call) -> Result<Answer> {
        ASSIGN(const auto tokens, book->tokens());
        return page_of(call, tokens, id_of, token_json);
      }));
  routes.push_back(managed(
      "GET", "/v1/tokens/{token}", Scope::kAdmin, [book, id_of](Call& call) -> Result<Answer> {
        ASSIGN(const int64_t id, call.number("token"));
        ASSIGN(auto tokens, book->tokens());
        ASSIGN(const auto token, one_of(std::move(tokens), id_of, id, "token"));
        return Answer{.body = token_json(token)};
      }));
  routes.push_back(
      managed("POST", "/v1/tokens", Scope::kAdmin, [book](Call& call) -> Result<Answer> {
        const std::string name = call.fields.text("name"), scope = call.fields.text("scope");
        TRY(call.check());
        ASSIGN(const auto made, book->create_token(call.actor(), name, scope));
        return Answer{201,
                      {{"id", made.id},
                       {"name", name},
                       {"scope", name_of(*token_scope(scope))},
                       {"token", made.secret},
                       {"created_at", format_time(made.created)}}};
      }));
  routes.push_back(
      managed("DELETE", "/v1/tokens/{token}", Scope::kAdmin, [book](Call& call) -> Result<Answer> {
        ASSIGN(const int64_t token, call.number("token"));
        TRY(call.check());
        const Caller& caller = call.request.caller;
        if (caller.kind == Caller::Kind::kToken && caller.id == token) {
          return fail(ErrorCode::kConflict,
                      "this token asks for its own end; revoke it with another one, or with "
                      "`likely token revoke`");
        }
        TRY(book->revoke_token(call.actor(), token));
        return Answer{204, {}};
      }));
  routes.push_back(
      managed("GET", "/v1/audit_log", Scope::kAdmin, [book](Call& call) -> Result<Answer> {
        ASSIGN(const size_t limit, call.limit());
        ASSIGN(const int64_t before, call.cursor());
        ASSIGN(const auto entries, book->audit(before, limit));
        Json list = Json::array();
        for (const AuditEntry& entry : entries) {
          list.push_back({{"seq", entry.seq},
                          {"at", format_time(entry.at)},
                          {"actor", entry.actor},
                          {"action", entry.action},
                          {"subject", entry.subject},
                          {"detail", Json::parse(entry.detail, nullptr, false)},
                          {"hash", entry.hash}});
        }
        const bool more = entries.size() == limit && entries.back().seq > 1;
        return Answer{.body = page_json(std::move(list),
                                        more ? std::optional(entries.back().seq) : std::nullopt)};
      }));
}

// --- People

Answer signed_in(const Call& call, const Session& session) {
  const std::string cookie =
      call.request.secure
          ? format("{}={}; Path=/; HttpOnly; SameSite=Lax; Secure", kSessionCookie, session.secret)
          : format("{}={}; Path=/; HttpOnly; SameSite=Lax", kPlainSessionCookie, session.secret);
  return {201,
          {{"account", account_json(session.account)},
           {"csrf_token", session.csrf},
           {"expires_at", format_time(session.expires)}},
          {{"Set-Cookie", cookie}}};
}

// A secret that opens nothing is an answer of its own, not an error of the machine.
Result<Answer> signed_in_or(const Call& call, Result<std::optional<Session>> session,
                            const char* otherwise) {
  if (!session) return std::unexpected(session.error());
  if (*session) return signed_in(call, **session);
  return Answer{401, {{"errors", {{{"type", "unauthenticated"}, {"message", otherwise}}}}}};
}

Result<AccountRecord> own_account(AccessBook& book, const Call& call) {
  ASSIGN(const auto caller, book.who(call.session()));
  if (caller && caller->kind == Caller::Kind::kAccount) {
    ASSIGN(auto accounts, book.accounts());
    return one_of(std::move(accounts), &AccountRecord::id, caller->id, "account");
  }
  return fail(ErrorCode::kNotFound, "this is no session of an account");
}

void add_sessions(std::vector<Route>& routes, const Book& book) {
  routes.push_back(managed("GET", "/v1/setup", Scope::kPublic, [book](Call&) -> Result<Answer> {
    ASSIGN(const bool needed, book->needs_setup());
    return Answer{.body = {{"needed", needed}}};
  }));
  routes.push_back(
      managed("POST", "/v1/setup", Scope::kPublic, [book](Call& call) -> Result<Answer> {
        const std::string token = call.fields.text("setup_token"),
                          email = call.fields.text("email"), name = call.fields.text("name"),
                          password = call.fields.text("password");
        TRY(call.check());
        return signed_in_or(call, book->finish_setup(token, email, name, password),
                            "the setup token is not the one that the last start printed");
      }));
  routes.push_back(
      managed("POST", "/v1/sessions", Scope::kPublic, [book](Call& call) -> Result<Answer> {
        const std::string email = call.fields.text("email"),
                          password = call.fields.text("password");
        TRY(call.check());
        return signed_in_or(call, book->sign_in(email, password),
                            "address and password do not fit");
      }));
  routes.push_back(managed(
      "POST", "/v1/invitations/accept", Scope::kPublic, [book](Call& call) -> Result<Answer> {
        const std::string invitation = call.fields.text("invitation"),
                          password = call.fields.text("password");
        TRY(call.check());
        return signed_in_or(call, book->accept_invitation(invitation, password),
                            "the invitation was used, or is over");
      }));
  routes.push_back(
      managed("DELETE", "/v1/sessions/current", Scope::kView, [book](Call& call) -> Result<Answer> {
        TRY(call.check());
        TRY(book->sign_out(call.session()));
        return Answer{204,
                      {},
                      {{"Set-Cookie", format("{}=; Path=/; Max-Age=0; Secure", kSessionCookie)},
                       {"Set-Cookie", format("{}=; Path=/; Max-Age=0", kPlainSessionCookie)}}};
      }));
  routes.push_back(managed("GET", "/v1/me", Scope::kView, [book](Call& call) -> Result<Answer> {
    ASSIGN(const auto account, own_account(*book, call));
    return Answer{.body = {{"account", account_json(account)},
                           {"csrf_token", AccessBook::csrf_of(call.session())}}};
  }));
  routes.push_back(
      managed("POST", "/v1/me/password", Scope::kView, [book](Call& call) -> Result<Answer> {
        const std::string old = call.fields.text("old_password"),
                          password = call.fields.text("password");
        TRY(call.check());
        ASSIGN(const auto account, own_account(*book, call));
        ASSIGN(const bool changed,
               book->change_password(account.id, call.session(), old, password));
        if (changed) return Answer{204, {}};
        return fail_field(ErrorCode::kUsage, "old_password", "is not the password of this account");
      }));
}

void add_accounts(std::vector<Route>& routes, const Book& book) {
  routes.push_back(
      managed("GET", "/v1/accounts", Scope::kAdmin, [book](Call& call) -> Result<Answer> {
        ASSIGN(const auto accounts, book->accounts());
        return page_of(call, accounts, &AccountRecord::id, account_json);
      }));
  routes.push_back(
      managed("GET", "/v1/accounts/{account}", Scope::kAdmin, [book](Call& call) -> Result<Answer> {
        ASSIGN(const int64_t id, call.number("account"));
        ASSIGN(auto accounts, book->accounts());
        ASSIGN(const auto account, one_of(std::move(accounts), &AccountRecord::id, id, "account"));
        return Answer{.body = account_json(account)};
      }));
  routes.push_back(
      managed("POST", "/v1/accounts", Scope::kAdmin, [book](Call& call) -> Result<Answer> {
        const std::string email = call.fields.text("email"), name = call.fields.text("name"),
                          role = call.fields.text("role");
        TRY(call.check());
        ASSIGN(const auto made, book->invite(call.actor(), email, name, role));
        return Answer{201,
                      {{"id", made.id},
                       {"invitation", made.secret},
                       {"created_at", format_time(made.created)}}};
      }));
  routes.push_back(managed(
      "PATCH", "/v1/accounts/{account}", Scope::kAdmin, [book](Call& call) -> Result<Answer> {
        ASSIGN(const int64_t id, call.number("account"));
        const AccessBook::AccountChange change{call.fields.maybe_text("name"),
                                               call.fields.maybe_text("role"),
                                               call.fields.maybe_text("status")};
        TRY(call.check());
        ASSIGN(const auto account, book->change_account(call.actor(), id, change));
        return Answer{.body = account_json(account)};
      }));
  routes.push_back(managed("DELETE", "/v1/accounts/{account}", Scope::kAdmin,
                           [book](Call& call) -> Result<Answer> {
                             ASSIGN(const int64_t id, call.number("account"));
                             TRY(call.check());
                             TRY(book->remove_account(call.actor(), id));
                             return Answer{204, {}};
                           }));
}

}  // namespace

std::vector<Route> access_routes(const ManageApi& api) {
  std::vector<Route> routes;
  const Book& book = api.services->access.book;
  add_sources(routes, book);
  add_tokens(routes, book);
  add_sessions(routes, book);
  add_accounts(routes, book);
  return routes;
}

}  // namespace likely::http
