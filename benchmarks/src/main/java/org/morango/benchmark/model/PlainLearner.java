package org.morango.benchmark.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** A learner, without the library. */
@Entity
public class PlainLearner {
    @Id
    @Column(length = 32)
    private String id = "";

    protected PlainLearner() {}

    public PlainLearner(String id) {
        this.id = id;
    }

    public String getId() {
        return id;
    }
}
