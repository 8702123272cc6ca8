import requests

for number in range(10):
    response = requests.get(f"https://api.example.com/records/{number}")
    print(number, response.status_code)
