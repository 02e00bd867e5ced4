package org.morango.hibernate.internal.conflict;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.StatelessSession;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.ReferredRows;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.mapping.Syncable;
import org.morango.merge.ConflictListener;
import org.morango.merge.ConflictResolver;

/** Conflict strategies of the models. */
public final class ConflictRules {
    private final Map<Model, ConflictResolver> resolvers = new HashMap<>();
    private final List<ConflictListener> listeners;
    private final Clock clock;
    private final SyncableModels models;

    private record Model(String profile, String name) {}

    /**
     * Makes the rules of a persistence unit.
     *
     * @param given resolvers that the application has set in place of its annotations, by entity
     */
    public ConflictRules(
            SyncableModels models,
            Map<Class<?>, Function<SyncableModel, ConflictResolver>> given,
            List<ConflictListener> listeners,
            Clock clock) {
        this.models = models;
        this.clock = clock;
        this.listeners = listeners.stream().map(ConflictListener::logging).toList();
        models.all().forEach(model -> put(model, annotated(model)));
        given.forEach((entity, resolver) -> {
            SyncableModel model = models.find(entity)
                    .orElseThrow(() -> new MorangoException(
                            entity.getName()
                                    + " has a rule for conflicts, but is not a synced entity of this persistence"
                                    + " unit.",
                            Map.of("entity", entity.getName())));
            put(model, resolver.apply(model));
        });
    }

    private void put(SyncableModel model, ConflictResolver resolver) {
        resolvers.put(new Model(model.profile(), model.name()), resolver);
    }

    private static ConflictResolver annotated(SyncableModel model) {
        Syncable syncable = model.entityClass().getAnnotation(Syncable.class);
        return switch (syncable.onConflict()) {
            case KEEP_OURS -> ConflictResolver.keepOurs();
            case TAKE_THEIRS -> ConflictResolver.takeTheirs();
            case LATEST -> ConflictResolver.latestBy(memberOf(model, syncable.latestBy()));
            case FIELD_BY_FIELD -> ConflictResolver.fieldByField();
        };
    }

    private static String memberOf(SyncableModel model, String attribute) {
        return model.members().stream()
                .filter(member -> member.attribute().equals(attribute) && member.isPlainValue())
                .map(Member::name)
                .findFirst()
                .orElseThrow(() -> new MorangoException(
                        "Entity " + model.entityClass().getName()
                                + " cannot be synced: its conflicts are to be resolved by the latest \"" + attribute
                                + "\", which is not a synced plain value; name one as latestBy of @Syncable.",
                        Map.of("entity", model.entityClass().getName())));
    }

    /** Returns the resolver of a model. Records of models that are not known here stay as they are. */
    ConflictResolver resolver(String profile, String modelName) {
        return resolvers.getOrDefault(new Model(profile, modelName), ConflictResolver.keepOurs());
    }

    /** Returns the log of a new transaction. */
    public ConflictLog begin(StatelessSession session) {
        return new ConflictLog(this, listeners, clock.instant(), new ReferredRows(session, models));
    }
}
