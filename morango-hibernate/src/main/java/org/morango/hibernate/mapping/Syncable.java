package org.morango.hibernate.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.morango.record.RecordIdRule;

/** Marks an entity whose rows are exchanged between peers. The entity has to extend {@link SyncableEntity}. */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Syncable {

    /** Set of models that sync together, for example {@code facilitydata}; 1 to 40 characters. */
    String profile();

    /** Name of the model inside its profile, the same at every peer, for example {@code user}; 1 to 40 characters. */
    String model();

    /** Rule for the ids of the records; has to be the same at every peer. See docs/protocol.md, "Identifiers". */
    RecordIdRule id() default RecordIdRule.HASH;

    /**
     * Whether a record may have another partition or source id than {@link SyncableEntity#partition()} and
     * {@link SyncableEntity#sourceId()} return for its content. Set it if these use attributes that change after the
     * entity was persisted, or that are not synced. Otherwise, such a received record is not written unless it has a
     * row here already; it stays pending, with the reason. Danger: with true, a peer may write records of this model
     * into every partition to which it has write access.
     */
    boolean movable() default false;

    /** Resolution of conflicts, unless {@link org.morango.hibernate.MorangoBuilder#onConflict} sets another. */
    OnConflict onConflict() default OnConflict.KEEP_OURS;

    /** Attribute that {@link OnConflict#LATEST} compares: a plain value that grows with each change, such as a time. */
    String latestBy() default "";
}
