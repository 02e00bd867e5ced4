package org.morango.example.clinic;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/** User account of this installation. */
@Entity
public class AppUser {
    @Id
    @GeneratedValue
    private @Nullable Long id;

    @Column(nullable = false, length = 40, unique = true)
    private String login;

    @Column(nullable = false, length = 120)
    private String fullName;

    @SuppressWarnings("NullAway.Init")
    protected AppUser() {}

    public AppUser(String login, String fullName) {
        this.login = login;
        this.fullName = fullName;
    }

    public @Nullable Long getId() {
        return id;
    }

    public String getLogin() {
        return login;
    }
}
