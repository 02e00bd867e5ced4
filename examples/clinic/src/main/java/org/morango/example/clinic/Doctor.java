package org.morango.example.clinic;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;

/** Doctor of a department. */
@Entity
public class Doctor extends Audited {
    @Id
    @GeneratedValue
    private @Nullable Long id;

    @Column(nullable = false, length = 120)
    private String name;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Department department;

    @SuppressWarnings("NullAway.Init")
    protected Doctor() {}

    public Doctor(String name, Department department) {
        this.name = name;
        this.department = department;
    }

    public @Nullable Long getId() {
        return id;
    }

    public String getName() {
        return name;
    }

    public Department getDepartment() {
        return department;
    }
}
