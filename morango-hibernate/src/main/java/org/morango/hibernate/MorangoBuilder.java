package org.morango.hibernate;

import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.morango.hibernate.hook.InitialValue;
import org.morango.hibernate.hook.MergeFunction;
import org.morango.hibernate.hook.RecordAdapter;
import org.morango.hibernate.hook.RejectedRecordHook;
import org.morango.hibernate.hook.SyncListener;
import org.morango.hibernate.hook.TenantRoot;
import org.morango.hibernate.internal.conflict.EntityMerge;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.mapping.NotSynced;
import org.morango.hibernate.mapping.Syncable;
import org.morango.merge.ConflictListener;
import org.morango.merge.ConflictResolver;
import org.morango.settings.PeerSettings;

/** Builder of a {@link Morango}. Not safe for use by several threads. */
public final class MorangoBuilder {
    private final SessionFactoryImplementor factory;
    private final Map<Class<?>, Function<SyncableModel, ConflictResolver>> resolvers = new HashMap<>();
    private final Map<Class<?>, RejectedRecordHook> refused = new HashMap<>();
    private final Map<Class<?>, RecordAdapter> adapters = new HashMap<>();
    private final Map<Class<?>, Map<String, InitialValue>> initial = new HashMap<>();
    private PeerSettings settings = PeerSettings.defaults();
    private final List<SyncListener> listeners = new ArrayList<>();
    private final List<ConflictListener> conflictListeners = new ArrayList<>();
    private TenantRoot tenantRoot = tenant -> null;

    MorangoBuilder(EntityManagerFactory factory) {
        this.factory = factory.unwrap(SessionFactoryImplementor.class);
    }

    /** Settings of the peer. Default: {@link PeerSettings#defaults()}. */
    public MorangoBuilder settings(PeerSettings value) {
        this.settings = value;
        return this;
    }

    /** Sets the resolver for conflicts of an entity. It replaces the {@link Syncable#onConflict()} of the entity. */
    public MorangoBuilder onConflict(Class<?> entity, ConflictResolver resolver) {
        resolvers.put(entity, model -> resolver);
        return this;
    }

    /**
     * Sets the application's own function for conflicts of an entity. It replaces the {@link Syncable#onConflict()} of
     * the entity.
     */
    public <E> MorangoBuilder onConflict(Class<E> entity, MergeFunction<E> function) {
        resolvers.put(entity, model -> new EntityMerge<>(model, entity, function));
        return this;
    }

    /** Adds a listener that receives each conflict. Default: none. */
    public MorangoBuilder conflictListener(ConflictListener value) {
        conflictListeners.add(value);
        return this;
    }

    /**
     * Sets the hook that decides about received records of an entity that cannot be written. Default: they stay
     * pending.
     */
    public MorangoBuilder onRefused(Class<?> entity, RejectedRecordHook hook) {
        refused.put(entity, hook);
        return this;
    }

    /**
     * Sets the adapter that fits received records of an entity to this database. Default: records are written as
     * received.
     */
    public MorangoBuilder adapt(Class<?> entity, RecordAdapter adapter) {
        adapters.put(entity, adapter);
        return this;
    }

    /**
     * Sets the function that gives an attribute with {@link NotSynced} its value in rows that syncs insert. Default: the
     * value that the attribute has in a new entity. Rows that are there already keep theirs.
     */
    public MorangoBuilder initialValue(Class<?> entity, String attribute, InitialValue value) {
        initial.computeIfAbsent(entity, e -> new HashMap<>()).put(attribute, value);
        return this;
    }

    /**
     * Sets the function that says which root a tenant has, for a database that has certificates under several roots.
     * Rows of the tenant are exchanged under that root only. Default: tenants have no roots of their own, and the root of
     * a row is that of the record to which it refers, or the only one.
     */
    public MorangoBuilder rootOfTenant(TenantRoot value) {
        this.tenantRoot = value;
        return this;
    }

    /** Adds a listener that receives the rows that syncs write. Default: none. */
    public MorangoBuilder listener(SyncListener value) {
        listeners.add(value);
        return this;
    }

    /**
     * Returns the peer.
     *
     * @throws org.morango.common.MorangoException if an entity cannot be synced as it is mapped, or does not belong to this
     *     persistence unit
     * @throws org.morango.replica.ReplicaException if the database or the library's tables in it cannot be used
     */
    public Morango build() {
        return new Morango(
                new HibernateReplica(
                        factory,
                        settings,
                        new Hooks(refused, adapters, resolvers, conflictListeners, listeners, initial, tenantRoot)),
                settings);
    }
}
