package org.morango.hibernate;

import java.sql.Connection;
import java.sql.Savepoint;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.pipeline.AdoptStage;
import org.morango.hibernate.internal.store.PartitionLocks;
import org.morango.hibernate.report.AdoptionProgress;
import org.morango.hibernate.report.AdoptionResult;
import org.morango.record.Filter;

/** One adoption of the rows of a profile. */
final class AdoptionRun {
    /** Number of rows that are noted before they are serialized. */
    private static final int MOST_NOTED = 10_000;

    private final SyncableModels models;
    private final PartitionLocks locks;
    private final Adoption adoption;
    private final Runnable serialize;
    private long adopted;
    private long matched;

    /** The session of a dry run; null for an adoption in many transactions. */
    private @Nullable StatelessSession dryRun;

    /** @param serialize makes records of what is noted */
    AdoptionRun(SyncableModels models, PartitionLocks locks, Adoption adoption, Runnable serialize) {
        this.models = models;
        this.locks = locks;
        this.adoption = adoption;
        this.serialize = serialize;
    }

    AdoptionResult run(String profile) {
        adoption.matches().forEach((entity, names) -> members(models.get(entity), names));
        if (!adoption.isDryRun()) {
            return adopt(profile);
        }
        return locks.exclusive(Filter.EVERYTHING, session -> {
            dryRun = session;
            Savepoint before = session.doReturningWork(Connection::setSavepoint);
            AdoptionResult result = adopt(profile);
            session.doWork(connection -> connection.rollback(before));
            return result;
        });
    }

    private AdoptionResult adopt(String profile) {
        long all = 0;
        long allMatched = 0;
        for (SyncableModel model : models.inOrder(profile)) {
            adopt(model);
            all += adopted;
            allMatched += matched;
        }
        return new AdoptionResult(all, allMatched);
    }

    private void adopt(SyncableModel model) {
        adopted = 0;
        matched = 0;
        List<String> names = adoption.matches().getOrDefault(model.entityClass(), List.of());
        if (!names.isEmpty()) {
            List<Member> attributes = members(model, names);
            pages(model, true, after -> stage -> stage.match(attributes, after));
        }
        boolean isNoted = !adoption.isDryRun();
        pages(model, false, after -> stage -> stage.note(after, isNoted));
        inTransaction(model, stage -> {
            stage.done();
            return true;
        });
    }

    private static List<Member> members(SyncableModel model, List<String> names) {
        if (!model.isNumberedHere()) {
            throw new MorangoException(
                    "Rows of " + model.entityClass().getName()
                            + " are not matched: its identity says which record a row is. Leave the entity out.",
                    Map.of("entity", model.entityClass().getName()));
        }
        return names.stream()
                .map(name -> model.members().stream()
                        .filter(member -> member.attribute().equals(name) && member.match() == null)
                        .findFirst()
                        .orElseThrow(() -> new MorangoException(
                                "Rows of " + model.entityClass().getName() + " cannot be matched by " + name
                                        + ": that is not a synced attribute with a single value.",
                                Map.of("entity", model.entityClass().getName(), "attribute", name))))
                .toList();
    }

    /** Handles all pages of a model. */
    private void pages(
            SyncableModel model, boolean matches, Function<String, Function<AdoptStage, AdoptStage.Page>> page) {
        long noted = 0;
        for (String last = ""; last != null; ) {
            AdoptStage.Page done = inTransaction(model, page.apply(last));
            last = done.last();
            noted += done.rows();
            if (noted >= MOST_NOTED || last == null) {
                // Also if nothing was noted now: an adoption that was broken off may have left notes.
                if (dryRun == null) {
                    serialize.run();
                }
                tell(model, noted, matches);
                noted = 0;
            }
        }
    }

    private void tell(SyncableModel model, long noted, boolean matches) {
        if (noted > 0) {
            adopted += noted;
            matched += matches ? noted : 0;
            adoption.listener().accept(new AdoptionProgress(model.entityClass(), adopted, matched));
        }
    }

    private <T> T inTransaction(SyncableModel model, Function<AdoptStage, T> work) {
        return dryRun == null
                ? locks.exclusive(Filter.EVERYTHING, session -> work.apply(new AdoptStage(session, models, model)))
                : work.apply(new AdoptStage(dryRun, models, model));
    }
}
