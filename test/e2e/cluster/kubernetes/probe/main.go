// Command probe is what the proofs run in pods. It accepts connections on every port that it is given, and on port 8000
// tries to connect from where it stands: GET /connect?to=host:port&to=… answers one line for each, `connected` or why not.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

const control = ":8000"

// Longer than any handshake on one machine; a dropped packet is what takes longer.
const patience = time.Second

func main() {
	for _, port := range os.Args[1:] {
		listener, err := net.Listen("tcp", ":"+port)
		if err != nil {
			log.Fatal(err)
		}
		go accept(listener)
	}
	http.HandleFunc("GET /connect", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, strings.Join(connectAll(r.URL.Query()["to"]), "\n"))
	})
	log.Fatal(http.ListenAndServe(control, nil))
}

func accept(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		connection.Close()
	}
}

func connectAll(targets []string) []string {
	answers := make([]string, len(targets))
	var running sync.WaitGroup
	for index, target := range targets {
		running.Go(func() { answers[index] = connect(target) })
	}
	running.Wait()
	return answers
}

func connect(target string) string {
	connection, err := net.DialTimeout("tcp", target, patience)
	if err != nil {
		return err.Error()
	}
	connection.Close()
	return "connected"
}
