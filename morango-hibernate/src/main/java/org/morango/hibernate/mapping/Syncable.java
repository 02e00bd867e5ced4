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

    /** The set of models that sync together, for example {@code facilitydata}; 1 to 40 characters. */
    String profile();

    /** The model's name inside its profile, the same at every peer, for example {@code user}; 1 to 40 characters. */
    String model();

    /** How the ids of its records are made. Has to be the same at every peer. See docs/protocol.md, "Identifiers". */
    RecordIdRule id() default RecordIdRule.HASH;

    /**
     * Whether records may have another partition or source id than {@link SyncableEntity#partition()} and
     * {@link SyncableEntity#sourceId()} return for their content: set it where these are made of attributes that change after
     * the entity was persisted, or that are not synced. Whoever may write into any partition may then write records of this
     * model there. Otherwise a received record that has no row here yet is not written, and waits with the reason.
     */
    boolean movable() default false;

    /** What becomes of conflicts, unless {@link org.morango.hibernate.MorangoBuilder#onConflict} says otherwise. */
    OnConflict onConflict() default OnConflict.KEEP_OURS;

    /** The attribute that {@link OnConflict#LATEST} compares: a plain value that grows with each change, such as a time. */
    String latestBy() default "";
}
