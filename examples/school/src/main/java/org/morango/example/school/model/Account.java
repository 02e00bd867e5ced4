package org.morango.example.school.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** A user who may request certificates from this installation. Not synced. */
@Entity
public class Account {
    @Id
    @Column(length = 100)
    private String username = "";

    @Column(length = 200, nullable = false)
    private String passwordHash = "";

    protected Account() {}

    public Account(String username, String passwordHash) {
        this.username = username;
        this.passwordHash = passwordHash;
    }

    public String getUsername() {
        return username;
    }

    public String getPasswordHash() {
        return passwordHash;
    }
}
