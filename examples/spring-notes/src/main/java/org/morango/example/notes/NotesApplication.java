package org.morango.example.notes;

import java.util.Optional;
import org.morango.access.SigningPermission;
import org.morango.access.UserAuthenticator;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Starts an instance; run it twice, on two ports. */
@SpringBootApplication(proxyBeanMethods = false)
public class NotesApplication {
    static final String PROFILE = "notes";

    public static void main(String[] args) {
        SpringApplication.run(NotesApplication.class, args);
    }

    @Bean
    UserAuthenticator authenticator(@Value("${notes.user}") String user, @Value("${notes.password}") String password) {
        return credentials -> credentials.username().equals(user) && credentials.hasPassword(password)
                ? Optional.of(() -> user)
                : Optional.empty();
    }

    @Bean
    SigningPermission signingPermission() {
        return (user, parent, scope, params) -> true;
    }
}
