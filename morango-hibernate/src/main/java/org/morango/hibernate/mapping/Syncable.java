package org.morango.hibernate.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.morango.record.RecordIdRule;

/**
 * Marks an entity whose rows are exchanged between peers. The entity keeps its own key, base class and table. An entity
 * that extends {@link SyncableEntity} has the record's id as its key instead, and says by methods where it belongs.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Syncable {

    /** Set of models that sync together, for example {@code facilitydata}; 1 to 40 characters. */
    String profile();

    /** Name of the model inside its profile, the same at every peer, for example {@code user}; 1 to 40 characters. */
    String model();

    /** What makes rows of two peers the same record; has to be the same at every peer. */
    Identity identity() default Identity.BY_KEY_TYPE;

    /**
     * Attributes whose values make rows the same record, for {@link Identity#NATURAL}. Left out if the key contains
     * references.
     */
    String[] natural() default {};

    /**
     * Where the records belong: a template for their partition, colon-delimited, at most 1,000 characters. It may use
     * <code>${root}</code>, the id of the root certificate; <code>${id}</code>, the record's own id; and
     * <code>${attribute}</code>, the value of an attribute of the entity, which for a reference is the id of its
     * record. It begins with the root. A row is not sent while a part of its partition is null.
     */
    String partition() default "${root}";

    /**
     * Other templates by which records are accepted while {@link #partition()} is changed from one to another. See
     * docs/modeling.md, "Changing the template".
     */
    String[] acceptedPartitions() default {};

    /**
     * Rule for the ids of the records; has to be the same at every peer. See docs/protocol.md, "Identifiers". Only for
     * entities that extend {@link SyncableEntity}.
     */
    RecordIdRule id() default RecordIdRule.HASH;

    /** What happens to a record whose row comes to belong to another partition. */
    Moves moves() default Moves.FOLLOW;

    /** How changes of the rows are noted; the same for all entities of a hierarchy. */
    Capture capture() default Capture.LISTENERS;

    /** Resolution of conflicts, unless {@link org.morango.hibernate.MorangoBuilder#onConflict} sets another. */
    OnConflict onConflict() default OnConflict.KEEP_OURS;

    /** Attribute that {@link OnConflict#LATEST} compares: a plain value that grows with each change, such as a time. */
    String latestBy() default "";
}
