package org.morango.hibernate.internal.model;

import java.sql.Connection;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.IdList;
import org.morango.replica.HeldBackKind;

/**
 * Reads rows a page at a time. If one of them cannot be read, halves the page until only that row is left out, and
 * finds the attribute at fault.
 */
public final class SafeReads {
    private final StatelessSession session;
    private final SyncableModel model;
    private final BiConsumer<Object, UnfitException> unreadable;

    /** The attribute at fault in the last unreadable row. It is often the same in the next. */
    private @Nullable String suspect;

    /**
     * Makes a reader of one model's rows.
     *
     * @param unreadable receives the keys of rows that cannot be read, with the reason
     */
    public SafeReads(StatelessSession session, SyncableModel model, BiConsumer<Object, UnfitException> unreadable) {
        this.session = session;
        this.model = model;
        this.unreadable = unreadable;
    }

    /** Returns the contents of the rows of these keys, as far as they can be read. */
    public List<RecordContent> select(List<Object> keys, RecordContent.ReferenceIds references) {
        List<RecordContent> read = new ArrayList<>(keys.size());
        read(keys, part -> RecordContent.select(session, model, part, references), read::addAll);
        return read;
    }

    /** Does the same as {@link EntityWriter#lockExisting}, as far as the rows can be read. */
    public Map<Object, EntityWriter.Existing> lockExisting(EntityWriter entities, List<Object> keys) {
        Map<Object, EntityWriter.Existing> read = new HashMap<>();
        read(keys, entities::lockExisting, read::putAll);
        return read;
    }

    private <T> void read(List<Object> keys, Function<List<Object>, T> read, Consumer<T> found) {
        if (keys.isEmpty()) {
            return;
        }
        Attempt<T> attempt = attempt(() -> read.apply(keys));
        if (attempt.error() == null) {
            found.accept(attempt.result());
        } else if (keys.size() == 1) {
            unreadable.accept(keys.get(0), explained(keys.get(0), attempt.error()));
        } else {
            int half = keys.size() / 2;
            read(keys.subList(0, half), read, found);
            read(keys.subList(half, keys.size()), read, found);
        }
    }

    /** Outcome of an attempt to read. */
    private record Attempt<T>(@Nullable T result, @Nullable RuntimeException error) {}

    /** Reads in a savepoint: after an error of the database, PostgreSQL runs nothing else until that is rolled back. */
    private <T> Attempt<T> attempt(Supplier<T> read) {
        // Outside a transaction, each statement may have its own connection.
        Savepoint before =
                session.getTransaction().isActive() ? session.doReturningWork(Connection::setSavepoint) : null;
        T result;
        // The application's converters and types may throw anything.
        try {
            result = read.get();
        } catch (RuntimeException e) {
            if (Database.isConflict(e)) {
                throw e;
            }
            if (before != null) {
                session.doWork(connection -> connection.rollback(before));
            }
            return new Attempt<>(null, e);
        }
        if (before != null) {
            session.doWork(connection -> connection.releaseSavepoint(before));
        }
        return new Attempt<>(result, null);
    }

    private UnfitException explained(Object key, RuntimeException error) {
        if (error instanceof UnfitException unfit) {
            return unfit;
        }
        String attribute = isUnreadable(key, suspect)
                ? suspect
                : attributes().stream()
                        .filter(name -> isUnreadable(key, name))
                        .findFirst()
                        .orElse(null);
        suspect = attribute;
        return new UnfitException(
                HeldBackKind.UNREADABLE,
                attribute,
                (attribute == null ? "The row" : "Attribute " + attribute) + " cannot be read: "
                        + Database.reason(error) + ". Mend the value, or the converter or type that reads it.");
    }

    private List<String> attributes() {
        List<String> names = new ArrayList<>();
        model.members().forEach(member -> names.add(member.attribute()));
        model.collections().forEach(collection -> names.add(collection.attribute()));
        return names;
    }

    private boolean isUnreadable(Object key, @Nullable String attribute) {
        Optional<Member> member = model.members().stream()
                .filter(m -> m.attribute().equals(attribute))
                .findFirst();
        Optional<CollectionMember> collection = model.collections().stream()
                .filter(c -> c.attribute().equals(attribute))
                .findFirst();
        return (member.isPresent() && attempt(() -> value(key, member.get())).error() != null)
                || (collection.isPresent()
                        && attempt(() -> new CollectionRows(session, model, collection.get())
                                                .read(List.of(key), (target, keys) -> Map.of()))
                                        .error()
                                != null);
    }

    private List<Object> value(Object key, Member member) {
        return IdList.select(
                session,
                "select " + member.selection().select("e") + " from " + model.entityName() + " e where "
                        + model.key().selection().compared("e"),
                Object.class,
                List.of(key));
    }
}
