package org.morango.example.clinic;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;

/** Department, which may be part of another department. */
@Entity
public class Department extends Audited {
    @Id
    @GeneratedValue
    private @Nullable Long id;

    @Column(nullable = false, length = 10, unique = true)
    private String code;

    @Column(nullable = false, length = 120)
    private String name;

    @ManyToOne(fetch = FetchType.LAZY)
    private @Nullable Department parent;

    @SuppressWarnings("NullAway.Init")
    protected Department() {}

    public Department(String code, String name, @Nullable Department parent) {
        this.code = code;
        this.name = name;
        this.parent = parent;
    }

    public @Nullable Long getId() {
        return id;
    }

    public String getCode() {
        return code;
    }

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public @Nullable Department getParent() {
        return parent;
    }
}
