package org.morango.hibernate.mapping;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that a plain attribute holds the key of another entity's row: a number, text or UUID, or a collection or map of
 * such values. It is sent as the id of that row's record, and other peers write their own key of it. Without it, a
 * number would be sent as it is, and mean another row elsewhere. It may be a part of a key of several columns, but not
 * the whole key: map that by an association with {@code @MapsId}.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface SyncReference {
    /** The entity whose key it is. It has to be synced. */
    Class<?> value();
}
