package org.morango.hibernate.model;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** An entity that is not synced. */
@Entity
public class Device {
    @Id
    public long serial;

    protected Device() {}

    public Device(long serial) {
        this.serial = serial;
    }
}
