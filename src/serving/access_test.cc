#include "serving/access.h"

#include <gtest/gtest.h>

#include "base/temp_folder_for_test.h"

namespace likely {
namespace {

class AccessTest : public ::testing::Test {
 protected:
  Place place() { return {.folder = folder_.path() + "/data", .threads = 1, .wall_clock = now_}; }
  Session first_admin() {
    const auto token = book_.begin_setup();
    return book_.finish_setup(**token, "Anna@Example.com", "Anna", "a long password")->value();
  }
  std::string sql(const std::string& script) {
    const auto space = place().open(Access::kWrite);
    const auto done = (*space)->state().execute(script);
    return done ? "" : done.error().message;
  }

  TempFolder folder_;
  TimeUs now_ = 1'700'000'000 * kSecondUs;
  AccessBook book_{[this] { return place(); }};
};

TEST_F(AccessTest, WriteKeysCanOnlyWriteUntilTheyAreRemoved) {
  const auto made = book_.create_source("test", "web");
  ASSERT_TRUE(made) << made.error().message;
  const auto caller = *book_.who(made->write_key.secret);
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->scope, Scope::kWriteOnly);
  EXPECT_EQ(caller->name, "source web");
  EXPECT_FALSE(*book_.who(made->write_key.secret + "x"));
  EXPECT_EQ(book_.create_source("test", "web").error().code, ErrorCode::kConflict);

  const auto second = book_.add_write_key("test", made->id);
  EXPECT_EQ(book_.sources()->at(0).keys.size(), 2u);
  ASSERT_TRUE(book_.remove_write_key("test", made->id, made->write_key.id));
  EXPECT_FALSE(*book_.who(made->write_key.secret));
  EXPECT_TRUE(*book_.who(second->secret));
  ASSERT_TRUE(book_.remove_source("test", made->id));
  EXPECT_FALSE(*book_.who(second->secret));
  EXPECT_EQ(book_.remove_source("test", made->id).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(book_.create_source("test", "web"));  // the name is free again
}

TEST_F(AccessTest, TokensAreKeptAsHashesAndSeenByOtherProcesses) {
  const auto made = book_.create_token("test", "nightly", "manage");
  ASSERT_TRUE(made);
  EXPECT_EQ(book_.create_token("test", "x", "view").error().code, ErrorCode::kUsage);
  EXPECT_EQ(book_.create_token("test", "", "manage").error().code, ErrorCode::kUsage);
  AccessBook other([this] { return place(); });
  EXPECT_EQ((*other.who(made->secret))->scope, Scope::kManage);
  {
    const auto space = *place().open(Access::kRead);
    EXPECT_EQ(*space->state().number("SELECT count(*) FROM tokens WHERE instr(hash || hint || "
                                     "name, '" +
                                     made->secret.substr(8) + "') > 0"),
              0);
  }
  now_ += kSecondUs;
  ASSERT_TRUE(*other.who(made->secret));
  ASSERT_TRUE(other.flush_uses());
  EXPECT_EQ(book_.tokens()->at(0).key.last_use, now_);
  ASSERT_TRUE(book_.revoke_token("test", made->id));
  EXPECT_FALSE(*book_.who(made->secret));
  EXPECT_TRUE(book_.tokens()->at(0).revoked);
}

TEST_F(AccessTest, TheSetupTokenMakesOneAdmin) {
  const auto first = book_.begin_setup(), second = book_.begin_setup();
  ASSERT_TRUE(first && *first && second && *second);
  EXPECT_TRUE(*book_.needs_setup());
  EXPECT_FALSE(*book_.finish_setup(**first, "a@b.c", "A", "a long password"));  // void by now
  EXPECT_EQ(book_.finish_setup(**second, "a@b.c", "A", "short").error().code, ErrorCode::kUsage);
  const auto session = book_.finish_setup(**second, "A@b.c", "A", "a long password");
  ASSERT_TRUE(session && *session);
  EXPECT_EQ((*session)->account.email, "a@b.c");
  EXPECT_EQ((*book_.who((*session)->secret))->scope, Scope::kAdmin);
  EXPECT_FALSE(*book_.finish_setup(**second, "x@b.c", "X", "a long password"));
  EXPECT_FALSE(*book_.begin_setup());
  EXPECT_FALSE(*book_.needs_setup());
}

TEST_F(AccessTest, SessionsEndBySigningOutByTimeAndByANewPassword) {
  const Session setup = first_admin();
  EXPECT_FALSE(*book_.sign_in("anna@example.com", "a wrong password"));
  EXPECT_FALSE(*book_.sign_in("nobody@example.com", "a long password"));
  const auto session = *book_.sign_in("ANNA@example.com", "a long password");
  ASSERT_TRUE(session);
  EXPECT_EQ(session->csrf, AccessBook::csrf_of(session->secret));
  EXPECT_FALSE(
      *book_.change_password(session->account.id, session->secret, "no", "another password"));
  EXPECT_TRUE(*book_.change_password(session->account.id, session->secret, "a long password",
                                     "another password"));
  EXPECT_FALSE(*book_.who(setup.secret));
  EXPECT_TRUE(*book_.who(session->secret));
  now_ = session->expires;
  EXPECT_FALSE(*book_.who(session->secret));
  const auto again = *book_.sign_in("anna@example.com", "another password");
  ASSERT_TRUE(book_.sign_out(again->secret));
  EXPECT_FALSE(*book_.who(again->secret));
}

TEST_F(AccessTest, TooManyWrongPasswordsCloseAnAddressForAWhile) {
  first_admin();
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(*book_.sign_in("anna@example.com", "guess number"));
  const auto right = book_.sign_in("anna@example.com", "a long password");
  ASSERT_FALSE(right);
  EXPECT_EQ(right.error().code, ErrorCode::kTooMany);
  now_ += 901 * kSecondUs;
  EXPECT_TRUE(*book_.sign_in("anna@example.com", "a long password"));
}

TEST_F(AccessTest, InvitationsHoldOnceAndTheLastAdminStays) {
  const Session admin = first_admin();
  const auto invitation = book_.invite("anna", "ben@example.com", "Ben", "viewer");
  ASSERT_TRUE(invitation);
  EXPECT_EQ(book_.invite("anna", "ben@example.com", "Ben", "viewer").error().code,
            ErrorCode::kConflict);
  EXPECT_EQ(book_.invite("anna", "ben", "Ben", "viewer").error().code, ErrorCode::kUsage);
  EXPECT_EQ(book_.invite("anna", "c@d.e", "C", "owner").error().code, ErrorCode::kUsage);
  EXPECT_FALSE(*book_.accept_invitation("li_x", "bens password"));
  const auto ben = *book_.accept_invitation(invitation->secret, "bens password");
  ASSERT_TRUE(ben);
  EXPECT_EQ((*book_.who(ben->secret))->scope, Scope::kView);
  EXPECT_FALSE(*book_.accept_invitation(invitation->secret, "bens password"));

  EXPECT_EQ(book_.remove_account("anna", admin.account.id).error().code, ErrorCode::kConflict);
  EXPECT_EQ(book_.change_account("anna", admin.account.id, {.role = "viewer"}).error().code,
            ErrorCode::kConflict);
  ASSERT_TRUE(book_.change_account("anna", ben->account.id, {.status = "disabled"}));
  EXPECT_FALSE(*book_.who(ben->secret));
  EXPECT_FALSE(*book_.sign_in("ben@example.com", "bens password"));
}

TEST_F(AccessTest, TheAuditLogShowsChangedAndMissingLines) {
  ASSERT_TRUE(book_.create_source("anna", "web"));
  ASSERT_TRUE(book_.create_token("anna", "t", "admin"));
  ASSERT_TRUE(book_.record("anna", "audience.delete", "audience x", "{}"));
  const auto newest = *book_.audit(0, 2);
  ASSERT_EQ(newest.size(), 2u);
  EXPECT_EQ(newest[0].action, "audience.delete");
  EXPECT_EQ(book_.audit(newest[1].seq, 10)->size(), 1u);
  const auto broken = [this] {
    return *first_broken_audit((*place().open(Access::kRead))->state());
  };
  EXPECT_EQ(broken(), 0);
  EXPECT_EQ(sql("UPDATE audit_log SET actor = 'ben' WHERE seq = 2"), "");
  EXPECT_EQ(broken(), 2);
  EXPECT_EQ(sql("UPDATE audit_log SET actor = 'anna' WHERE seq = 2"), "");
  EXPECT_EQ(broken(), 0);
  EXPECT_EQ(sql("DELETE FROM audit_log WHERE seq = 3"), "");
  EXPECT_EQ(broken(), 3);
}

}  // namespace
}  // namespace likely
