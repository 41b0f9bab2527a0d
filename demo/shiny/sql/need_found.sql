SELECT room, networks, people, happened, events, ppv, sensitivity, lift FROM dashboard.risk_found
