package org.morango.example.clinic;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** Substance that patients may be allergic to. Only migrations add allergies. */
@Entity
public class Allergy {
    @Id
    @GeneratedValue
    private @Nullable Long id;

    @Column(nullable = false, length = 10, unique = true)
    private String code;

    @Column(nullable = false, length = 120)
    private String name;

    @SuppressWarnings("NullAway.Init")
    protected Allergy() {}

    public String getCode() {
        return code;
    }

    public String getName() {
        return name;
    }
}
