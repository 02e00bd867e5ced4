package org.morango.example.clinic;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Medicine prescribed during a visit. */
@Entity
public class Prescription extends Audited {
    @Id
    @GeneratedValue
    private @Nullable Long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Visit visit;

    @Column(nullable = false, length = 120)
    private String medicine;

    @Column(nullable = false, precision = 8, scale = 2)
    private BigDecimal dailyDoseMg;

    @Column(nullable = false)
    private int days;

    @SuppressWarnings("NullAway.Init")
    protected Prescription() {}

    public Prescription(Visit visit, String medicine, BigDecimal dailyDoseMg, int days) {
        this.visit = visit;
        this.medicine = medicine;
        this.dailyDoseMg = dailyDoseMg;
        this.days = days;
    }

    public @Nullable Long getId() {
        return id;
    }

    public String getMedicine() {
        return medicine;
    }
}
