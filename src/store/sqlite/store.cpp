#include "store/encode.h"
#include "store/open.h"
#include "store/packed.h"
#include "store/sqlite/reader.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/writer.h"

namespace syncline {
namespace sqlite {
namespace {

Plan::Bodies bodies_of(const Plan& plan, Packer& packer) {
  Plan::Bodies bodies;
  if (plan.shadow) bodies.shadow = packer.pack(encode(*plan.shadow));
  for (const NewEffect& effect : plan.effects) bodies.changes.push_back(packer.pack(encode(effect.changes)));
  return bodies;
}

class SqliteStore final : public Store {
 public:
  SqliteStore(Runtime& rt, std::unique_ptr<Database> db, const StoreOptions& options)
      : writer_(rt, std::move(db), options), readers_({options.path, options.vfs, true}, options.readers) {}

  std::unique_ptr<Reader> reader() override {
    return std::make_unique<SqliteReader>(readers_, [this](const Trouble& trouble) { writer_.fail_for_good(trouble); });
  }
  void prepare(Plan& plan) override {
    plan.bodies = packers_.with([&](Packer& packer) { return bodies_of(plan, packer); });
  }

 protected:
  Result<void, Error> run(std::function<void(Tx&)> call) override { return writer_.run(call); }

 private:
  Packers packers_;
  Writer writer_;
  Readers readers_;  // closed before the writer checkpoints for the last time
};

class OnlookerStore final : public Store {
 public:
  explicit OnlookerStore(const StoreOptions& options)
      : place_(options.path), readers_({options.path, options.vfs, true}, options.readers) {}

  std::unique_ptr<Reader> reader() override {
    return std::make_unique<SqliteReader>(readers_, [](const Trouble&) {});
  }
  void prepare(Plan&) override {}

 protected:
  Result<void, Error> run(std::function<void(Tx&)>) override {
    return fail(Error{ErrorClass::permission, "store.read_only", "the database was opened to look on", place_,
                      "open it to write, in the only process that does", std::nullopt});
  }

 private:
  const std::string place_;
  Readers readers_;
};

}  // namespace
}  // namespace sqlite

Result<std::unique_ptr<Store>, Error> open_store(Runtime& rt, const StoreOptions& options) {
  try {
    auto db = std::make_unique<sqlite::Database>(sqlite::Database::Options{options.path, options.vfs, false});
    sqlite::require_ours(*db);
    sqlite::set_up_writer(*db, options.full_sync);
    if (auto done = sqlite::migrate(*db, sqlite_migrations(), options.path); !done)
      return fail(std::move(done).error());
    return std::unique_ptr<Store>(std::make_unique<sqlite::SqliteStore>(rt, std::move(db), options));
  } catch (const sqlite::Trouble& trouble) {
    return fail(error_of(trouble, options.path));
  }
}

Result<std::unique_ptr<Store>, Error> open_to_read(const StoreOptions& options) {
  try {
    sqlite::Database db({options.path, options.vfs, true});
    sqlite::require_ours(db);
    sqlite::set_up_reader(db);
    if (auto current = sqlite::require_current(db, sqlite_migrations(), options.path); !current)
      return fail(std::move(current).error());
    return std::unique_ptr<Store>(std::make_unique<sqlite::OnlookerStore>(options));
  } catch (const sqlite::Trouble& trouble) {
    return fail(error_of(trouble, options.path));
  }
}

}  // namespace syncline
