package org.morango.hibernate.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says how a reference travels. On a plain attribute that holds the key of another entity's row (a number, text or UUID,
 * or a collection or map of such values), {@link #value} makes it a reference: it is sent as the id of that row's
 * record, and other peers write their own key of it. Without it, a number would be sent as it is, and mean another row
 * elsewhere. It may be a part of a key of several columns, but not the whole key: map that by an association with
 * {@code @MapsId}. A reference to a row that is not synced can be sent {@link #by} the value of a unique attribute of
 * that row: other peers look for their own row with this value.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface SyncReference {
    /** The entity whose key a plain attribute holds. Not for references to entities, which say it themselves. */
    Class<?> value() default void.class;

    /**
     * Attribute of the other entity by which peers find the row: a text, a whole number or a UUID, unique in the
     * mapping, and the same at every peer. Empty, the default, if the other entity is synced. Not for collections.
     */
    String by() default "";

    /**
     * Whether a received record is written without the reference while the row that it refers to is missing. By default
     * it waits for that row. Only for references that may be null, and not for collections.
     */
    boolean orNull() default false;
}
