package org.morango.benchmark.model;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Syncable;

/** A learner with a generated number as key. */
@Entity
@Syncable(profile = "facilitydata", model = "numberedlearner")
public class NumberedLearner {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    private @Nullable Long id;

    public @Nullable Long getId() {
        return id;
    }
}
