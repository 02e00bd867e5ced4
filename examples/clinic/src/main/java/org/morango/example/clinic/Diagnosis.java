package org.morango.example.clinic;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** Diagnosis of the international classification. Only migrations add diagnoses. */
@Entity
public class Diagnosis {
    @Id
    @GeneratedValue
    private @Nullable Long id;

    @Column(nullable = false, length = 10, unique = true)
    private String code;

    @Column(nullable = false, length = 200)
    private String title;

    @SuppressWarnings("NullAway.Init")
    protected Diagnosis() {}

    public String getCode() {
        return code;
    }

    public String getTitle() {
        return title;
    }
}
