package org.morango.spring.adopt;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Syncable;

/** An entity that had rows before it was synced. */
@Entity
@Syncable(profile = "hotel", model = "guest")
class Guest {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Nullable
    Long id;

    String name = "";
}
