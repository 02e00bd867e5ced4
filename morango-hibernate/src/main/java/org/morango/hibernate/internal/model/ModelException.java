package org.morango.hibernate.internal.model;

import java.util.Map;
import org.morango.common.MorangoException;

/**
 * Thrown if an entity cannot be synced as it is mapped. The message has entity, attribute, reason and remedy in one
 * line.
 */
final class ModelException extends MorangoException {
    private static final long serialVersionUID = 1L;

    ModelException(Class<?> entity, String reason) {
        super("Entity " + entity.getName() + " cannot be synced: " + reason, Map.of("entity", entity.getName()));
    }

    ModelException(Class<?> entity, String attribute, String reason) {
        super(
                "Entity " + entity.getName() + ", attribute " + attribute + ", cannot be synced: " + reason,
                Map.of("entity", entity.getName(), "attribute", attribute));
    }
}
