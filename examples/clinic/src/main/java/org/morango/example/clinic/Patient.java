package org.morango.example.clinic;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Patient of the clinic. */
@Entity
public class Patient extends Audited {
    /** Main blood group. */
    public enum BloodGroup {
        UNKNOWN,
        O,
        A,
        B,
        AB
    }

    @Id
    @GeneratedValue
    private @Nullable Long id;

    @Column(nullable = false, length = 120)
    private String name;

    @Column(nullable = false)
    private LocalDate born;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false, length = 10)
    private BloodGroup bloodGroup = BloodGroup.UNKNOWN;

    @Column(length = 20, unique = true)
    private @Nullable String insuranceNumber;

    @Embedded
    private @Nullable Address address;

    @ManyToMany
    @JoinTable(
            name = "patient_allergy",
            joinColumns = @JoinColumn(name = "patient_id"),
            inverseJoinColumns = @JoinColumn(name = "allergy_id"))
    private Set<Allergy> allergies = new LinkedHashSet<>();

    @SuppressWarnings("NullAway.Init")
    protected Patient() {}

    public Patient(String name, LocalDate born) {
        this.name = name;
        this.born = born;
    }

    public @Nullable Long getId() {
        return id;
    }

    public String getName() {
        return name;
    }

    public LocalDate getBorn() {
        return born;
    }

    public BloodGroup getBloodGroup() {
        return bloodGroup;
    }

    public void setBloodGroup(BloodGroup bloodGroup) {
        this.bloodGroup = bloodGroup;
    }

    public @Nullable String getInsuranceNumber() {
        return insuranceNumber;
    }

    public void setInsuranceNumber(@Nullable String insuranceNumber) {
        this.insuranceNumber = insuranceNumber;
    }

    public @Nullable Address getAddress() {
        return address;
    }

    public void setAddress(@Nullable Address address) {
        this.address = address;
    }

    public Set<Allergy> getAllergies() {
        return allergies;
    }
}
