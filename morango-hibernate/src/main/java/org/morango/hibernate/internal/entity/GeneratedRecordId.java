package org.morango.hibernate.internal.entity;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.hibernate.annotations.IdGeneratorType;

/**
 * Marks an id that is computed from the entity's source id, partition and model. See docs/protocol.md, "Identifiers".
 */
@IdGeneratorType(RecordIdGenerator.class)
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
public @interface GeneratedRecordId {}
